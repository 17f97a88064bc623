using System.Data.Common;
using System.Runtime.CompilerServices;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>The configured store, read without a running gateway or beside one: nothing is written, no lock is held.</summary>
internal sealed class StoreHistory(ICallEventLog log, ICallSearch search, string name, IAsyncDisposable? owner = null, Func<string?>? isOld = null) : ICallHistory
{
    private const int PageSize = 500;

    public string Name => name;

    public Task<IReadOnlyList<CallRecord>> LiveAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CallRecord>>([]);

    public async IAsyncEnumerable<CallRecord> RecordsAsync(DateTimeOffset? before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Calls may begin in the same instant: a page may end between them, so the next one begins with that instant again.
        var seen = new HashSet<CallId>();
        while (true)
        {
            var page = await ReadAsync(() => log.ListRecordsAsync(PageSize, before, cancellationToken).AsTask());
            var fresh = page.Where(record => seen.Add(record.CallId)).ToArray();
            foreach (var record in fresh)
            {
                yield return record;
            }

            if (page.Count < PageSize || fresh.Length == 0)
            {
                yield break;
            }

            seen = [.. page.Where(record => record.StartedAt == page[^1].StartedAt).Select(static record => record.CallId)];
            before = page[^1].StartedAt + TimeSpan.FromTicks(1);
        }
    }

    public Task<CallId?> ResolveAsync(string id, CancellationToken cancellationToken) => ReadAsync(() => search.ResolveAsync(id, cancellationToken).AsTask());

    public Task<CallRecord?> FindRecordAsync(CallId call, CancellationToken cancellationToken) =>
        ReadAsync(() => log.FindRecordAsync(call, cancellationToken).AsTask());

    public Task<IReadOnlyList<CallEvent>> EventsAsync(CallId call, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<CallEvent>>(async () =>
    {
        var events = new List<CallEvent>();
        await foreach (var one in log.ReadAsync(call, cancellationToken))
        {
            events.Add(one);
        }

        return events;
    });

    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception fault) when (fault is DbException or StoreException)
        {
            // Asked only now: what can be read of another version's tables is read.
            if (isOld?.Invoke() is { } why)
            {
                throw new CommandFaultException($"{name} cannot be read: {why}.", fault);
            }

            throw new CommandFaultException(
                $"{name} cannot be read: {fault.Message}. Run the command with the settings of the gateway (same folder, same Store section), as a user who may read it.", fault);
        }
    }
}
