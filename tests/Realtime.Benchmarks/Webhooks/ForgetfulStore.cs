using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.Benchmarks.Webhooks;

/// <summary>The store left out: claims are kept in memory for the length of a run, events and records are taken and forgotten.</summary>
internal sealed class ForgetfulStore : IClaimLedger, ICallEventLog
{
    private readonly ConcurrentDictionary<string, bool> _webhooks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _calls = new(StringComparer.Ordinal);

    public ValueTask<bool> TryClaimAsync(WebhookClaim claim, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_webhooks.TryAdd(claim.WebhookId, true) && _calls.TryAdd(claim.RealtimeCallId.Value, true));

    public ValueTask DecideAsync(string webhookId, string decision, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyList<WebhookClaim>> UndecidedAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<WebhookClaim>>([]);

    public void Append(CallEvent callEvent)
    {
    }

    public void Resume(CallSnapshot snapshot)
    {
    }

    public void Save(CallRecord record)
    {
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async IAsyncEnumerable<CallEvent> ReadAsync(CallId call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask<CallRecord?> FindRecordAsync(CallId call, CancellationToken cancellationToken) => ValueTask.FromResult<CallRecord?>(null);

    public ValueTask<IReadOnlyList<CallRecord>> ListRecordsAsync(int count, DateTimeOffset? before, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<CallRecord>>([]);
}
