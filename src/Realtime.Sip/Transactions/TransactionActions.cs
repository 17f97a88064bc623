namespace Realtime.Sip.Transactions;

/// <summary>
/// What a machine asks of its driver. A transaction has two timers: one that repeats (A, E, G, Trying) and one that bounds the
/// state (all others); starting one replaces the one that ran in its place. Termination stops both.
/// </summary>
[Flags]
internal enum TransactionActions
{
    None = 0,

    /// <summary>Send the request (again).</summary>
    SendRequest = 1 << 0,

    /// <summary>Acknowledge the failure that came.</summary>
    SendAck = 1 << 1,

    /// <summary>Send the transaction user's response; for a repeated request or Timer G, the latest one again.</summary>
    SendResponse = 1 << 2,

    /// <summary>Send a 100 of our own.</summary>
    SendTrying = 1 << 3,

    /// <summary>Send a 500 of our own: the transaction user forgot the INVITE.</summary>
    SendServerError = 1 << 4,

    /// <summary>Send CANCEL for the INVITE.</summary>
    SendCancel = 1 << 5,

    /// <summary>Give the message that came to the transaction user.</summary>
    PassUp = 1 << 6,

    /// <summary>Tell the transaction user that time ran out.</summary>
    InformTimeout = 1 << 7,

    /// <summary>Tell the transaction user that the transport failed.</summary>
    InformTransportError = 1 << 8,

    /// <summary>Stop the timer that repeats.</summary>
    StopRepeating = 1 << 9,

    StartTimerA = 1 << 10,
    StartTimerB = 1 << 11,
    StartTimerC = 1 << 12,
    StartTimerD = 1 << 13,
    StartTimerE = 1 << 14,
    StartTimerF = 1 << 15,
    StartTimerG = 1 << 16,
    StartTimerH = 1 << 17,
    StartTimerI = 1 << 18,
    StartTimerJ = 1 << 19,
    StartTimerK = 1 << 20,
    StartTimerL = 1 << 21,
    StartTimerM = 1 << 22,
    StartTimerTrying = 1 << 23,
    StartTimerCancel = 1 << 24,
    StartTimerAnswer = 1 << 25,
}
