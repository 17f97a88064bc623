using static Realtime.Sip.Transactions.TransactionActions;
using static Realtime.Sip.Transactions.TransactionEvent;
using static Realtime.Sip.Transactions.TransactionState;

namespace Realtime.Sip.Transactions;

/// <summary>
/// The INVITE server transaction: RFC 3261 figure 7 as replaced by RFC 6026 (Accepted, Timer L; a transport error is told and
/// ends nothing), and one row of ours: a transaction user that never answers is answered for with 500.
/// </summary>
internal static class InviteServerMachine
{
    /// <summary>An INVITE came that belongs to no transaction.</summary>
    public static TransactionStep Begin() => new(Proceeding, StartTimerTrying | StartTimerAnswer);

    /// <summary>What <paramref name="happening"/> does in <paramref name="state"/>; an event without a row changes nothing.</summary>
    public static TransactionStep Step(TransactionState state, TransactionEvent happening, bool reliable) => (state, happening) switch
    {
        (Proceeding, TimerTrying) => new(Proceeding, SendTrying),
        (Proceeding, Request) => new(Proceeding, SendResponse),
        (Proceeding, Send1xx) => new(Proceeding, SendResponse | StopRepeating | StartTimerAnswer),
        (Proceeding, Send2xx) => new(Accepted, SendResponse | StopRepeating | StartTimerL),
        (Proceeding, Send300To699) => new(Completed, SendResponse | StartTimerH | StartTimerGWhen(!reliable)),
        (Proceeding, TimerAnswer) => new(Completed, SendServerError | InformTimeout | StartTimerH | StartTimerGWhen(!reliable)),

        (Accepted, Send2xx) => new(Accepted, SendResponse),
        (Accepted, Ack) => new(Accepted, PassUp),
        (Accepted, TimerL) => new(Terminated, None),

        (Completed, Request) => new(Completed, SendResponse),
        (Completed, TimerG) => new(Completed, SendResponse | StartTimerG),
        (Completed, TimerH) => new(Terminated, InformTimeout),
        (Completed, Ack) when reliable => new(Terminated, None),
        (Completed, Ack) => new(Confirmed, StopRepeating | StartTimerI),

        (Proceeding or Accepted or Completed, TransportError) => new(state, InformTransportError),

        (Confirmed, TimerI) => new(Terminated, None),

        _ => new(state, None),
    };

    private static TransactionActions StartTimerGWhen(bool unreliable) => unreliable ? StartTimerG : StopRepeating;
}
