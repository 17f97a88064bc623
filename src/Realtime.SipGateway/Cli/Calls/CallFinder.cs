using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>Finds calls in a history: by filter, or by any id that somebody may hold in their hand.</summary>
internal sealed class CallFinder(ICallHistory history)
{
    /// <summary>Records that are looked through for an id that is no key: some seconds of work.</summary>
    private const int MaxScanned = 200_000;

    /// <summary>Of our ids the first characters are the time: fewer would match a whole day.</summary>
    private const int MinPrefix = 12;

    public async Task<IReadOnlyList<CallRecord>> ListAsync(CallFilter filter, CancellationToken cancellationToken)
    {
        var found = (await history.LiveAsync(cancellationToken)).Where(filter.Matches).Take(filter.Limit).ToList();
        var scanned = 0;
        await foreach (var record in history.RecordsAsync(filter.Until, cancellationToken))
        {
            if (found.Count >= filter.Limit || record.StartedAt < filter.Since || ++scanned > MaxScanned)
            {
                break;
            }

            if (filter.Matches(record))
            {
                found.Add(record);
            }
        }

        return found;
    }

    /// <param name="id">Ours (or its beginning), the SIP Call-ID of either leg, or the vendor's <c>rtc_…</c>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<CallStory> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!CallId.TryParse(id, out var call))
        {
            var match = await ScanAsync(id, cancellationToken);
            return await TellAsync(match.CallId, match, cancellationToken);
        }

        return await TellAsync(call, await history.FindRecordAsync(call, cancellationToken), cancellationToken);
    }

    private async Task<CallStory> TellAsync(CallId call, CallRecord? record, CancellationToken cancellationToken)
    {
        var events = await history.EventsAsync(call, cancellationToken);
        return record is null && events.Count == 0 ? throw Unknown(call.Value, null) : CallStory.Of(call, record, events);
    }

    private async Task<CallRecord> ScanAsync(string id, CancellationToken cancellationToken)
    {
        var scanned = 0;
        foreach (var live in await history.LiveAsync(cancellationToken))
        {
            if (IsIt(live, id))
            {
                return live;
            }
        }

        await foreach (var record in history.RecordsAsync(null, cancellationToken))
        {
            if (IsIt(record, id))
            {
                return record;
            }

            if (++scanned == MaxScanned)
            {
                break;
            }
        }

        throw Unknown(id, scanned);
    }

    private static bool IsIt(CallRecord record, string id) =>
        string.Equals(record.CallerSipCallId, id, StringComparison.Ordinal)
        || string.Equals(record.TargetSipCallId, id, StringComparison.Ordinal)
        || string.Equals(record.RealtimeCallId?.Value, id, StringComparison.Ordinal)
        || (id.Length >= MinPrefix && record.CallId.Value.StartsWith(id, StringComparison.OrdinalIgnoreCase));

    private CommandFaultException Unknown(string id, int? scanned) => new(
        $"No call {id} in {history.Name}{(scanned is { } count ? $" ({count} records looked through)" : "")}. "
        + "Take an id of gateway calls, the SIP Call-ID of either leg, or rtc_…; a call that lives or died with its gateway is found by our id only.")
    {
        ExitCode = ExitCode.No,
    };
}
