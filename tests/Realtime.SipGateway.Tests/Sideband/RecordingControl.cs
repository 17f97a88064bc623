using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>Ends the call as signalling would, and remembers what it was asked.</summary>
internal sealed class RecordingControl : ICallControl
{
    private readonly List<CallOutcome> _asked = [];

    public Call? Call { get; set; }

    /// <summary>Thrown by the first so many hang-ups.</summary>
    public int Failures { get; set; }

    /// <summary>False: the hang-up is taken and nothing comes of it.</summary>
    public bool Ends { get; set; } = true;

    public IReadOnlyList<CallOutcome> Asked
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    public List<TransferRequest> Transfers { get; } = [];

    public TransferResult TransferResult { get; set; } = new(TransferStatus.Failed, TransferMode.Refer, 486, "Busy Here", TimeSpan.FromSeconds(3));

    /// <summary>Set: how a transfer ends is known only when this is.</summary>
    public TaskCompletionSource<TransferResult>? Ringing { get; set; }

    public Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken)
    {
        lock (Transfers)
        {
            Transfers.Add(request);
        }

        return Ringing?.Task ?? Task.FromResult(TransferResult);
    }

    public ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken)
    {
        lock (_asked)
        {
            _asked.Add(outcome);
            if (_asked.Count <= Failures)
            {
                throw new InvalidOperationException("The leg is broken.");
            }
        }

        if (Ends)
        {
            Call!.End(outcome);
        }

        return ValueTask.CompletedTask;
    }
}
