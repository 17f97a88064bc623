using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>The audit log in the store. The transaction of the writer makes number and hash follow the entry before, also between processes.</summary>
internal sealed class StoredAuditLog(StoreWriter writer, StoreDatabase database, TimeProvider time) : IAuditLog
{
    /// <summary>Another node may have taken the number: as many times it is tried again.</summary>
    private const int Attempts = 20;

    private const int PageSize = 1_000;

    public async ValueTask<AuditRecord> RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        return (await writer.WriteAsync(statements => Append(statements, entry, at), cancellationToken)).ToRecord();
    }

    public async ValueTask<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, int count, long? before, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, AuditQuery.MaxCount);
        var rows = await Task.Run(
            () => Read(
                $"""
                SELECT {AuditRow.Columns} FROM audit
                WHERE seq < @before AND at >= @from AND at < @to
                    AND (@actor = '' OR actor = @actor) AND (@action = '' OR action = @action) AND (@object = '' OR object = @object)
                ORDER BY seq DESC LIMIT @count
                """,
                ("@before", before ?? long.MaxValue),
                ("@from", query.From is { } from ? StoreTime.Write(from) : ""),
                ("@to", query.To is { } to ? StoreTime.Write(to) : "9999"),
                ("@actor", query.Actor ?? ""), ("@action", query.Action ?? ""), ("@object", query.Object ?? ""),
                ("@count", count)),
            cancellationToken);
        return [.. rows.Select(static row => row.ToRecord())];
    }

    public async ValueTask<AuditVerdict> VerifyAsync(AuditHead? known, CancellationToken cancellationToken) =>
        await Task.Run(() => Verify(known, cancellationToken), cancellationToken);

    public async ValueTask<AuditHead?> HeadAsync(CancellationToken cancellationToken)
    {
        var rows = await Task.Run(() => Read($"SELECT {AuditRow.Columns} FROM audit ORDER BY seq DESC LIMIT 1"), cancellationToken);
        return rows is [var last] ? new AuditHead(last.Seq, last.Hash) : null;
    }

    private static AuditRow Append(StoreStatements statements, AuditEntry entry, string at)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var last = statements.Query($"SELECT {AuditRow.Columns} FROM audit ORDER BY seq DESC LIMIT 1", static reader => AuditRow.Read(reader));
            var row = new AuditRow(
                (last?.Seq ?? 0) + 1, at, Cut(entry.Actor)!, Cut(entry.Action)!, Cut(entry.Object)!, CutDetail(entry.Detail), Cut(entry.Note), Cut(entry.Remote),
                last?.Hash ?? AuditChain.Start, "");
            row = row with { Hash = AuditChain.Hash(row) };
            var taken = statements.Execute(
                $"""
                INSERT INTO audit ({AuditRow.Columns})
                VALUES (@seq, @at, @actor, @action, @object, @detail, @note, @remote, @prev, @hash) ON CONFLICT DO NOTHING
                """,
                ("@seq", row.Seq), ("@at", row.At), ("@actor", row.Actor), ("@action", row.Action), ("@object", row.Object), ("@detail", row.Detail),
                ("@note", row.Note), ("@remote", row.Remote), ("@prev", row.PrevHash), ("@hash", row.Hash));
            if (taken == 1)
            {
                return row;
            }
        }

        throw new StoreException("The audit log could not be written: other nodes took every number.");
    }

    private AuditVerdict Verify(AuditHead? known, CancellationToken cancellationToken)
    {
        var last = new AuditHead(0, AuditChain.Start);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = Read($"SELECT {AuditRow.Columns} FROM audit WHERE seq > @after ORDER BY seq LIMIT @count", ("@after", last.Seq), ("@count", PageSize));
            foreach (var row in page)
            {
                if (Fault(row, last, known) is { } fault)
                {
                    return new AuditVerdict(false, last.Seq, Shown(last), fault.At, fault.Why);
                }

                last = new AuditHead(row.Seq, row.Hash);
            }

            if (page.Count == PageSize)
            {
                continue;
            }

            return known is not null && known.Seq > last.Seq
                ? new AuditVerdict(false, last.Seq, Shown(last), last.Seq + 1, string.Create(CultureInfo.InvariantCulture, $"is missing: the log once reached entry {known.Seq}"))
                : new AuditVerdict(true, last.Seq, Shown(last));
        }
    }

    private static (long At, string Why)? Fault(AuditRow row, AuditHead last, AuditHead? known)
    {
        if (row.Seq != last.Seq + 1)
        {
            return (last.Seq + 1, "is missing");
        }

        if (row.PrevHash != last.Hash)
        {
            return (row.Seq, "does not follow the entry before it");
        }

        if (row.Hash != AuditChain.Hash(row))
        {
            return (row.Seq, "was altered: its hash does not fit");
        }

        return known is not null && row.Seq == known.Seq && row.Hash != known.Hash ? (row.Seq, "is not the entry whose hash was noted: the log was rewritten") : null;
    }

    private static string? Shown(AuditHead head) => head.Seq == 0 ? null : head.ToString();

    private List<AuditRow> Read(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        database.Read(sql, static reader => AuditRow.Read(reader), parameters);

    private static string? Cut(string? text) => Storable(text is null || text.Length <= AuditEntry.MaxText ? text : text[..AuditEntry.MaxText]);

    /// <summary>As the table gives it back, so that the hash fits: no NUL, no half of a surrogate pair.</summary>
    private static string? Storable(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    private static string? CutDetail(string? detail) => detail is null || detail.Length <= AuditEntry.MaxDetail
        ? Storable(detail)
        : string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"too_long":{{detail.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(detail)))}}"}""");
}
