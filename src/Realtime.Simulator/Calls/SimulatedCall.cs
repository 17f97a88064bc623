using Realtime.Simulator.Conversation;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Calls;

/// <summary>One call on the service's side, from the INVITE (or the REST call) to its end.</summary>
internal sealed class SimulatedCall(string id, ICallLeg leg, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<CallDecision> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDecided;

    public string Id { get; } = id;

    public ICallLeg Leg { get; } = leg;

    public ViolationList Violations { get; } = new(time);

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Known once somebody decided.</summary>
    public Task<CallDecision> Decision => _decision.Task;

    /// <summary>Completes when the call is over.</summary>
    public Task Ended => _ended.Task;

    public CallState State { get; private set; } = CallState.Ringing;

    /// <summary>Why it ended.</summary>
    public string? EndReason { get; private set; }

    /// <summary>The model's side; null until accepted.</summary>
    public ModelSession? Session { get; private set; }

    /// <summary>Attempts to attach that were turned away on purpose.</summary>
    public int RefusedAttaches { get; set; }

    /// <summary>Raised when somebody wants the call's sidebands to break.</summary>
    public event Action? SidebandsCut;

    /// <summary>Breaks the sidebands that are attached, without a word; the call goes on.</summary>
    public void CutSidebands() => SidebandsCut?.Invoke();

    /// <summary>Takes the one decision; false when it was taken before.</summary>
    public bool TryDecide()
    {
        lock (_gate)
        {
            if (_isDecided || State != CallState.Ringing)
            {
                return false;
            }

            return _isDecided = true;
        }
    }

    /// <summary>Accepted, with a session.</summary>
    public void Accept(ModelSession session)
    {
        lock (_gate)
        {
            if (State == CallState.Ringing)
            {
                (State, Session) = (CallState.Active, session);
            }
        }

        _decision.TrySetResult(new CallDecision(CallDecisionKind.Accepted));
    }

    /// <summary>Decided otherwise.</summary>
    public void Refuse(CallDecision decision) => _decision.TrySetResult(decision);

    /// <summary>Over; only the first reason counts. The session ends with it.</summary>
    public bool End(string reason)
    {
        lock (_gate)
        {
            if (State == CallState.Ended)
            {
                return false;
            }

            (State, EndReason) = (CallState.Ended, reason);
        }

        _decision.TrySetResult(new CallDecision(CallDecisionKind.Abandoned));
        Session?.End();
        _ended.TrySetResult();
        return true;
    }
}
