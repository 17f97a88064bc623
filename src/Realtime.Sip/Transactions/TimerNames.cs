using System.Numerics;

namespace Realtime.Sip.Transactions;

/// <summary>Which action starts which timer.</summary>
internal static class TimerNames
{
    /// <summary>All actions that start a timer.</summary>
    public const uint Mask = ~((uint)TransactionActions.StartTimerA - 1);

    private static readonly TransactionEvent[] InOrder =
    [
        TransactionEvent.TimerA, TransactionEvent.TimerB, TransactionEvent.TimerC, TransactionEvent.TimerD, TransactionEvent.TimerE,
        TransactionEvent.TimerF, TransactionEvent.TimerG, TransactionEvent.TimerH, TransactionEvent.TimerI, TransactionEvent.TimerJ,
        TransactionEvent.TimerK, TransactionEvent.TimerL, TransactionEvent.TimerM, TransactionEvent.TimerTrying,
        TransactionEvent.TimerCancel, TransactionEvent.TimerAnswer,
    ];

    public static TransactionEvent Of(TransactionActions start) =>
        InOrder[BitOperations.TrailingZeroCount((uint)start) - BitOperations.TrailingZeroCount((uint)TransactionActions.StartTimerA)];

    /// <summary>One of the actions is that one. (<c>HasFlag</c> allocates until the method has run often enough to be optimized.)</summary>
    public static bool Has(this TransactionActions actions, TransactionActions one) => (actions & one) != 0;

    /// <summary>The timer repeats something; all others bound a state.</summary>
    public static bool Repeats(TransactionEvent timer) =>
        timer is TransactionEvent.TimerA or TransactionEvent.TimerE or TransactionEvent.TimerG or TransactionEvent.TimerTrying;
}
