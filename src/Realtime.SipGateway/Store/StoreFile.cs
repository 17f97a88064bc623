using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Store;

/// <summary>The database file: where it lies, how it is opened.</summary>
internal sealed class StoreFile
{
    /// <summary>Seconds that a statement waits for a lock; a webhook's answer waits as long.</summary>
    private const int LockTimeoutSeconds = 1;

    public StoreFile(IOptions<StoreOptions> options, IHostEnvironment environment)
    {
        SqliteLibrary.Use();
        FullPath = System.IO.Path.GetFullPath(options.Value.Path, environment.ContentRootPath);
    }

    public string FullPath { get; }

    /// <summary>The one connection that writes: every commit is on the disk before it returns.</summary>
    public SqliteConnection OpenForWriting()
    {
        CreateFolder();
        var connection = Open(SqliteOpenMode.ReadWriteCreate, pooling: false);
        try
        {
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>For one query; sees what is committed.</summary>
    public SqliteConnection OpenForReading()
    {
        var connection = Open(SqliteOpenMode.ReadWrite, pooling: true);
        Execute(connection, "PRAGMA query_only = ON;");
        return connection;
    }

    /// <summary>Connections for reading are pooled; this lets go of the file.</summary>
    public void ClosePool()
    {
        using var connection = new SqliteConnection(Text(SqliteOpenMode.ReadWrite, pooling: true));
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>What an operator can do about a fault of the file.</summary>
    public StoreException Explain(Exception fault)
    {
        var why = fault switch
        {
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT } =>
                "is no SQLite database or is damaged; move it away and restart (call history starts anew), or restore a backup",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED } =>
                "is locked by another process; one gateway process uses one file",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN } =>
                "cannot be written; give the gateway's user write access to the folder, or set Store:Path",
            SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } => "cannot grow: the disk is full",
            IOException or UnauthorizedAccessException => "cannot be created; set Store:Path to a folder the gateway's user may write",
            _ => "cannot be used",
        };
        return new StoreException($"The store {FullPath} {why} ({fault.Message})", fault);
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this folder only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open(SqliteOpenMode mode, bool pooling)
    {
        var connection = new SqliteConnection(Text(mode, pooling));
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string Text(SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = FullPath,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = LockTimeoutSeconds,
    }.ToString();

    /// <summary>It holds what callers said: for the gateway's user only.</summary>
    private void CreateFolder()
    {
        var folder = System.IO.Path.GetDirectoryName(FullPath)!;
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
