namespace Realtime.Sip.Transactions;

/// <summary>How much the transaction tables hold. A transaction is some 2 KB and lasts for half a minute after its end.</summary>
public sealed record TransactionLimits
{
    public static TransactionLimits Default { get; } = new();

    /// <summary>
    /// Server transactions: over UDP a call takes about three for 32 s each, so this is some 600 calls a second. Above it new
    /// requests outside of dialogs get 503; requests within dialogs, which end calls, have <see cref="InDialogReserve"/> more.
    /// </summary>
    public int MaxServerTransactions { get; init; } = 60_000;

    /// <summary>Places kept for requests within dialogs.</summary>
    public int InDialogReserve { get; init; } = 15_000;

    /// <summary>Client transactions: as many, for each inbound request may cause one outbound.</summary>
    public int MaxClientTransactions { get; init; } = 75_000;

    /// <summary>What a 503 asks the peer to wait: the time after which half a table of finished transactions is gone.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(16);
}
