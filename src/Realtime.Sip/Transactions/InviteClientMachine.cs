using static Realtime.Sip.Transactions.TransactionActions;
using static Realtime.Sip.Transactions.TransactionEvent;
using static Realtime.Sip.Transactions.TransactionState;

namespace Realtime.Sip.Transactions;

/// <summary>
/// The INVITE client transaction: RFC 3261 figure 5 with RFC 6026 (Accepted, Timer M), Timer C of RFC 3261 16.6 and the bounded
/// wait after CANCEL of 9.1. Beyond the figure a lost connection ends the transaction in every state that still waits for a
/// final response: what would come on that connection can no longer come.
/// </summary>
internal static class InviteClientMachine
{
    /// <summary>The INVITE is handed over by the transaction user.</summary>
    public static TransactionStep Begin(bool reliable) =>
        new(Calling, SendRequest | StartTimerB | (reliable ? None : StartTimerA));

    /// <summary>What <paramref name="happening"/> does in <paramref name="state"/>; an event without a row changes nothing.</summary>
    public static TransactionStep Step(TransactionState state, TransactionEvent happening, bool reliable) => (state, happening) switch
    {
        (Calling, TimerA) => new(Calling, SendRequest | StartTimerA),
        (Calling, TimerB) => new(Terminated, InformTimeout),
        (Calling, Response1xx) => new(Proceeding, PassUp | StopRepeating | StartTimerC),

        (Proceeding, Response1xx) => new(Proceeding, PassUp | StartTimerC),
        (Proceeding, TimerC) => new(Proceeding, SendCancel),
        (Proceeding, CancelSent) => new(Cancelling, StartTimerCancel),

        (Cancelling, Response1xx) => new(Cancelling, PassUp),
        (Cancelling, TimerCancel) => new(Terminated, InformTimeout),

        (Calling or Proceeding or Cancelling, Response2xx) => new(Accepted, PassUp | StopRepeating | StartTimerM),
        (Calling or Proceeding or Cancelling, Response300To699) when reliable => new(Terminated, SendAck | PassUp),
        (Calling or Proceeding or Cancelling, Response300To699) => new(Completed, SendAck | PassUp | StopRepeating | StartTimerD),
        (Calling or Proceeding or Cancelling, TransportError) => new(Terminated, InformTransportError),

        (Accepted, Response2xx) => new(Accepted, PassUp),
        (Accepted, TimerM) => new(Terminated, None),

        (Completed, Response300To699) => new(Completed, SendAck),
        (Completed, TransportError) => new(Terminated, InformTransportError),
        (Completed, TimerD) => new(Terminated, None),

        _ => new(state, None),
    };
}
