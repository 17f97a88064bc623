namespace Realtime.Sip.Transactions;

/// <summary>One row of a machine: the next state and what to do on the way.</summary>
internal readonly record struct TransactionStep(TransactionState Next, TransactionActions Actions);
