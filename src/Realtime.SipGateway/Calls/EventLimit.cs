using System.Globalization;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// How many events of one call are kept: whatever a peer, a model or a program makes happen again and again, a call's log has an end. What tells how the call
/// went on and ended is kept beyond it, up to <see cref="Reserve"/> more, what the start after a crash needs to end it up to as many again; the end itself always. Under the lock of its call.
/// </summary>
/// <param name="max">Events that are kept of whatever kind.</param>
internal sealed class EventLimit(int max)
{
    /// <summary>A call that ends in good order writes some tens of such events.</summary>
    public const int Reserve = 1_000;

    /// <summary>The <see cref="CallFault.Kind"/> of the event that tells of it.</summary>
    public const string Kind = "events_full";

    private bool _isTold;

    /// <summary>Tells, once, that from here on most is not kept; null: it is not so, or was told. One of before the process took the call up is in its log.</summary>
    /// <param name="last">Number of the last event that was kept.</param>
    public CallFault? Tell(long last)
    {
        if (last != max || _isTold)
        {
            return null;
        }

        _isTold = true;
        return new CallFault(Kind, string.Create(
            CultureInfo.InvariantCulture, $"the call has {max} events (Calls:MaxEvents); from here on the log has only what matters for its end, the record counts the rest"));
    }

    /// <summary>Whether an event is kept.</summary>
    /// <param name="last">Number of the last event that was kept.</param>
    /// <param name="data">The event.</param>
    /// <param name="isOver">The call has ended.</param>
    public bool Keeps(long last, CallEventData data, bool isOver) =>
        last < max || data is CallEnded
        || (last < (long)max + Reserve && (isOver || Matters(data)))
        || (last < (long)max + (2 * Reserve) && IsNeeded(data));

    /// <summary>The start after a crash ends the call by these; a reserve of their own, which nothing that comes more often uses up.</summary>
    private static bool IsNeeded(CallEventData data) => data is DialogState or CallHandedOver or CallTakenOver or TransferCompleted;

    private static bool Matters(CallEventData data) => data is
        CallFault { Kind: Kind } or HangUpRequested or ByeReceived or ByeSent or ControlUpdated or SessionEndNamed
        or TransferRequested or TransferFailed or AgentSwitched or VendorFault or SidebandClosed
        or BudgetSoftLimit or BudgetHardLimit or SessionLimitReached or TalkLimitReached or GuardrailTripped or SpeechStopped;
}
