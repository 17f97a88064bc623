using System.Data.Common;
using System.IO.Compression;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Policy versions and the draft in the store; texts are compressed. The number is the key: of two that publish at once, one gets it.</summary>
internal sealed class PolicyLedger(StoreWriter writer, StoreDatabase database) : IPolicyLedger
{
    private const string Columns = "SELECT number, hash, at, actor, source, note FROM policy_versions";

    public async ValueTask<PolicyVersion?> LatestAsync(PolicySource? source, CancellationToken cancellationToken) => (await ReadAsync(
        source is null ? $"{Columns} ORDER BY number DESC LIMIT 1" : $"{Columns} WHERE source = @source ORDER BY number DESC LIMIT 1",
        ReadVersion, source is null ? [] : [("@source", source.Value.ToString())], cancellationToken)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<PolicyVersion>> ListAsync(int count, int? before, CancellationToken cancellationToken) => await ReadAsync(
        $"{Columns} WHERE number < @before ORDER BY number DESC LIMIT @count", ReadVersion,
        [("@before", before ?? int.MaxValue), ("@count", count)], cancellationToken);

    public async ValueTask<PolicyVersion?> FindAsync(int number, CancellationToken cancellationToken) =>
        (await ReadAsync($"{Columns} WHERE number = @number", ReadVersion, [("@number", number)], cancellationToken)).FirstOrDefault();

    public async ValueTask<ReadOnlyMemory<byte>?> TextAsync(int number, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            "SELECT document FROM policy_versions WHERE number = @number", static reader => (byte[])reader.GetValue(0), [("@number", number)], cancellationToken);
        return found.Count == 0 ? default(ReadOnlyMemory<byte>?) : Expand(found[0]);
    }

    public async ValueTask<bool> TryAppendAsync(PolicyVersion version, ReadOnlyMemory<byte> text, int keep, CancellationToken cancellationToken)
    {
        var document = Compress(text);
        return await writer.WriteAsync(
            statements =>
            {
                var added = statements.Execute(
                    """
                    INSERT INTO policy_versions (number, hash, at, actor, source, note, document)
                    VALUES (@number, @hash, @at, @actor, @source, @note, @document) ON CONFLICT DO NOTHING
                    """,
                    ("@number", version.Number), ("@hash", version.Hash), ("@at", StoreTime.Write(version.At)), ("@actor", version.Actor),
                    ("@source", version.Source.ToString()), ("@note", version.Note), ("@document", document)) == 1;
                if (added)
                {
                    // By the newest that came from the file a start tells whether the file has changed.
                    statements.Execute(
                        """
                        DELETE FROM policy_versions WHERE number <= @oldest
                        AND number <> (SELECT coalesce(max(number), 0) FROM policy_versions WHERE source = @file)
                        """,
                        ("@oldest", version.Number - keep), ("@file", nameof(PolicySource.File)));
                }

                return added;
            },
            cancellationToken);
    }

    public async ValueTask<PolicyDraft?> DraftAsync(CancellationToken cancellationToken) => (await ReadAsync(
        "SELECT document, hash, based_on, at, author FROM policy_draft WHERE id = 1",
        static reader => new PolicyDraft(
            Expand((byte[])reader.GetValue(0)), reader.GetString(1), reader.GetInt32(2), StoreTime.Read(reader.GetString(3)), reader.GetString(4)),
        [], cancellationToken)).FirstOrDefault();

    public async ValueTask<bool> TrySaveDraftAsync(PolicyDraft draft, string? expected, CancellationToken cancellationToken)
    {
        var document = Compress(draft.Text);
        var sql = expected is null
            ? "INSERT INTO policy_draft (id, hash, based_on, at, author, document) VALUES (1, @hash, @base, @at, @author, @document) ON CONFLICT DO NOTHING"
            : "UPDATE policy_draft SET hash = @hash, based_on = @base, at = @at, author = @author, document = @document WHERE id = 1 AND hash = @expected";
        (string Name, object? Value)[] values =
        [
            ("@hash", draft.Hash), ("@base", draft.BasedOn), ("@at", StoreTime.Write(draft.At)), ("@author", draft.Author), ("@document", document),
        ];
        return await writer.WriteAsync(
            statements => statements.Execute(sql, expected is null ? values : [.. values, ("@expected", expected)]) == 1, cancellationToken);
    }

    public async ValueTask<bool> TryDropDraftAsync(string expected, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute("DELETE FROM policy_draft WHERE id = 1 AND hash = @expected", ("@expected", expected)) == 1, cancellationToken);

    private static PolicyVersion ReadVersion(DbDataReader reader) => new(
        reader.GetInt32(0), reader.GetString(1), StoreTime.Read(reader.GetString(2)), reader.GetString(3),
        Enum.Parse<PolicySource>(reader.GetString(4)), reader.IsDBNull(5) ? null : reader.GetString(5));

    private static byte[] Compress(ReadOnlyMemory<byte> text)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Optimal))
        {
            gzip.Write(text.Span);
        }

        return result.ToArray();
    }

    private static ReadOnlyMemory<byte> Expand(byte[] document)
    {
        using var result = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(document), CompressionMode.Decompress);
        gzip.CopyTo(result);
        return result.ToArray();
    }

    private Task<List<T>> ReadAsync<T>(
        string sql, Func<DbDataReader, T> read, (string Name, object? Value)[] values, CancellationToken cancellationToken) =>
        Task.Run(() => database.Read(sql, read, values), cancellationToken);
}
