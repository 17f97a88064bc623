using static Realtime.Sip.Transactions.TransactionActions;
using static Realtime.Sip.Transactions.TransactionEvent;
using static Realtime.Sip.Transactions.TransactionState;

namespace Realtime.Sip.Transactions;

/// <summary>The non-INVITE client transaction: RFC 3261 figure 6.</summary>
internal static class NonInviteClientMachine
{
    /// <summary>The request is handed over by the transaction user.</summary>
    public static TransactionStep Begin(bool reliable) =>
        new(Trying, SendRequest | StartTimerF | (reliable ? None : StartTimerE));

    /// <summary>What <paramref name="happening"/> does in <paramref name="state"/>; an event without a row changes nothing.</summary>
    public static TransactionStep Step(TransactionState state, TransactionEvent happening, bool reliable) => (state, happening) switch
    {
        (Trying or Proceeding, TimerE) => new(state, SendRequest | StartTimerE),
        (Trying or Proceeding, TimerF) => new(Terminated, InformTimeout),
        (Trying or Proceeding, TransportError) => new(Terminated, InformTransportError),
        (Trying or Proceeding, Response1xx) => new(Proceeding, PassUp),
        (Trying or Proceeding, Response2xx or Response300To699) when reliable => new(Terminated, PassUp),
        (Trying or Proceeding, Response2xx or Response300To699) => new(Completed, PassUp | StopRepeating | StartTimerK),

        (Completed, TimerK) => new(Terminated, None),

        _ => new(state, None),
    };
}
