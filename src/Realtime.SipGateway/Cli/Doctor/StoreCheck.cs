using System.Data.Common;
using System.Globalization;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Opens the store as the gateway does and writes a row that is taken back.</summary>
internal sealed class StoreCheck(StoreDatabase database) : IDoctorCheck
{
    private const double WarnGigabytes = 1;
    private const double FailGigabytes = 0.1;

    public string Area => "store";

    public Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        if (database is SqliteDatabase file)
        {
            Space(notes, file.FullPath);
            if (!File.Exists(file.FullPath))
            {
                Folder(notes, file.FullPath);
                return Task.CompletedTask;
            }
        }

        Write(notes);
        return Task.CompletedTask;
    }

    private void Write(DoctorNotes notes)
    {
        try
        {
            using var connection = database.OpenForWriting();
            Run(connection, database.Begin);
            try
            {
                Run(connection, "INSERT INTO calls (call_id, started_at) VALUES ('call_doctor', '2000-01-01T00:00:00.0000000Z')");
                notes.Ok(database.Name, "opens and takes writes");
            }
            catch (DbException fault) when (!database.IsUnavailable(fault))
            {
                notes.Warn(database.Name, $"opens, and its tables are not those of this version ({fault.Message})", "The next start of the gateway makes them or brings them up to date; if a later version made them, run that one.");
            }
            finally
            {
                Run(connection, "ROLLBACK");
            }
        }
        catch (Exception fault) when (fault is DbException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            notes.Fail(database.Name, database.Explain(fault).Message, "Without a store that commits no webhook can be claimed, so no call accepted.");
        }
        catch (StoreException fault)
        {
            notes.Fail(database.Name, fault.Message, "Without a store that commits no webhook can be claimed, so no call accepted.");
        }
    }

    private static void Folder(DoctorNotes notes, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var there = folder;
        while (!Directory.Exists(there))
        {
            there = Path.GetDirectoryName(there)!;
        }

        try
        {
            var probe = Path.Combine(there, $".gateway-doctor-{Guid.CreateVersion7():N}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
                notes.Ok(path, "is not there yet; the first start makes it");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            notes.Fail(path, $"is not there, and {there} cannot be written: {fault.Message}", "Give the gateway's user write access, or set Store:Path.");
        }
    }

    private static void Space(DoctorNotes notes, string path)
    {
        var there = Path.GetDirectoryName(path)!;
        while (!Directory.Exists(there))
        {
            there = Path.GetDirectoryName(there)!;
        }

        var free = new DriveInfo(there).AvailableFreeSpace / 1e9;
        var seen = string.Create(CultureInfo.InvariantCulture, $"{free:0.0} GB free");
        if (free < FailGigabytes)
        {
            notes.Fail("disk", seen, "Make room: a full disk stops calls from being accepted.");
        }
        else if (free < WarnGigabytes)
        {
            notes.Warn("disk", seen, "Make room, or keep less (retention).");
        }
        else
        {
            notes.Ok("disk", seen);
        }
    }

    private static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this class and of the dialect.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
