namespace Realtime.SipGateway.Calls.Budget;

/// <summary>Keeps what was spent across restarts, and between nodes that share a database. Holds nothing personal.</summary>
public interface ISpendingLedger
{
    /// <summary>Other nodes write here too.</summary>
    bool IsShared { get; }

    /// <summary>Commits sums of one process; they replace what it wrote of the same slots before, so that a repeated write does no harm.</summary>
    Task SaveAsync(string process, string currency, IReadOnlyList<SpentSlot> sums, CancellationToken cancellationToken);

    /// <summary>Sums of all processes but one, from a time on.</summary>
    Task<IReadOnlyList<SpentSlot>> ReadAsync(string exceptProcess, string currency, DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>Forgets what is older.</summary>
    Task PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
