using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>What one attempt waits for besides the SIP answer: the vendor's webhook, the accept, and word that it is lost.</summary>
internal sealed class AttemptWatch(int attempt)
{
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CallOutcome> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Attempt { get; } = attempt;

    /// <summary>The webhook is in.</summary>
    public Task Announced => _announced.Task;

    /// <summary>The vendor took the accept.</summary>
    public Task Accepted => _accepted.Task;

    /// <summary>The AI session cannot be had.</summary>
    public Task<CallOutcome> Lost => _lost.Task;

    /// <summary>A response came, a provisional one too: the address lives.</summary>
    public bool IsAnswered { get; set; }

    public void OnProgress(CallProgress progress)
    {
        if (progress.Attempt != Attempt || progress.State is CallState.Ended or < CallState.Announced)
        {
            return;
        }

        _announced.TrySetResult();
        if (progress.State == CallState.Accepted)
        {
            _accepted.TrySetResult();
        }
    }

    public void Lose(CallOutcome outcome) => _lost.TrySetResult(outcome);
}
