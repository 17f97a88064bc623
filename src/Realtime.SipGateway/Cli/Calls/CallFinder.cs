using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>Finds calls in a history: by filter, or by any id that somebody may hold in their hand.</summary>
internal sealed class CallFinder(ICallHistory history)
{
    /// <summary>Records that are looked through for a filter that is no key: some seconds of work.</summary>
    private const int MaxScanned = 200_000;

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

    /// <param name="id">Ours (or its beginning), the SIP Call-ID of any leg, or the vendor's <c>rtc_…</c>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<CallStory> FindAsync(string id, CancellationToken cancellationToken)
    {
        var call = await history.ResolveAsync(id, cancellationToken) ?? throw Unknown(id);
        var record = await history.FindRecordAsync(call, cancellationToken);
        var events = await history.EventsAsync(call, cancellationToken);
        return record is null && events.Count == 0 ? throw Unknown(id) : CallStory.Of(call, record, events);
    }

    private CommandFaultException Unknown(string id) =>
        new($"No call {id} in {history.Name}. Take an id of gateway calls, the SIP Call-ID of any leg, or rtc_….") { ExitCode = ExitCode.No };
}
