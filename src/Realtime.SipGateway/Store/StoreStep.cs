namespace Realtime.SipGateway.Store;

/// <summary>One step of the tables.</summary>
/// <param name="Both">Statements in the words of SQLite that <see cref="StoreSchema.ForPostgres"/> can put into those of PostgreSQL.</param>
internal sealed record StoreStep(string Both)
{
    /// <summary>What SQLite does after that; for what has no common words, such as triggers.</summary>
    public string Sqlite { get; init; } = "";

    /// <summary>What PostgreSQL does after that.</summary>
    public string Postgres { get; init; } = "";

    /// <summary>What is done with the rows after that, in the same transaction; for what one statement cannot do in bounded time.</summary>
    public Action<StoreStatements>? Fill { get; init; }

    public static implicit operator StoreStep(string both) => new(both);
}
