using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Webhooks;

/// <summary>A call's control that notes what it was told and ends the call, as a call source does.</summary>
internal sealed class RecordingControl : ICallControl
{
    public ConcurrentQueue<CallOutcome> HangUps { get; } = new();

    public Call? Call { get; set; }

    public ConcurrentQueue<TransferRequest> Transfers { get; } = new();

    /// <summary>What a transfer comes out as.</summary>
    public TransferResult TransferResult { get; set; } = new(TransferStatus.Completed, TransferMode.Bridge, 200, "OK", TimeSpan.FromSeconds(3));

    public Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken)
    {
        Transfers.Enqueue(request);
        return Task.FromResult(TransferResult);
    }

    public ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken)
    {
        HangUps.Enqueue(outcome);
        Call?.End(outcome);
        return ValueTask.CompletedTask;
    }
}
