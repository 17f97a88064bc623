using static Realtime.Sip.Transactions.TransactionActions;
using static Realtime.Sip.Transactions.TransactionEvent;
using static Realtime.Sip.Transactions.TransactionState;

namespace Realtime.Sip.Transactions;

/// <summary>
/// The non-INVITE server transaction: RFC 3261 figure 8 with RFC 4320: a 100 only once the client repeats at T2, and no
/// response at all when the client has given up.
/// </summary>
internal static class NonInviteServerMachine
{
    /// <summary>A request came that belongs to no transaction.</summary>
    public static TransactionStep Begin() => new(Trying, StartTimerTrying | StartTimerAnswer);

    /// <summary>What <paramref name="happening"/> does in <paramref name="state"/>; an event without a row changes nothing.</summary>
    public static TransactionStep Step(TransactionState state, TransactionEvent happening, bool reliable) => (state, happening) switch
    {
        (Trying, TimerTrying) => new(Proceeding, SendTrying),
        (Trying or Proceeding, Send1xx) => new(Proceeding, SendResponse | StopRepeating),
        (Proceeding, Request) => new(Proceeding, SendResponse),
        (Trying or Proceeding, Send2xx or Send300To699) when reliable => new(Terminated, SendResponse),
        (Trying or Proceeding, Send2xx or Send300To699) => new(Completed, SendResponse | StopRepeating | StartTimerJ),
        (Trying or Proceeding, TimerAnswer) => new(Terminated, InformTimeout),
        (Trying or Proceeding or Completed, TransportError) => new(Terminated, InformTransportError),

        (Completed, Request) => new(Completed, SendResponse),
        (Completed, TimerJ) => new(Terminated, None),

        _ => new(state, None),
    };
}
