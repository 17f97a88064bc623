namespace Realtime.SipGateway.Store;

/// <summary>
/// Whose a row is where several nodes share a database. A node looks after its own rows, and after those of nodes that have not been heard of
/// for longer than any AI session of theirs could have lived. It judges that only once it has been heard of itself for as long without a gap: after
/// an outage of the database every node looks gone to the one that is back first.
/// </summary>
internal static class StoreNodes
{
    /// <summary>The service ends every session after 60 minutes: a call that was open before did not last longer.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromMinutes(60);

    /// <summary>A node says that it lives this often.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    /// <summary>A node that was not heard of for this long is gone.</summary>
    public static readonly TimeSpan GoneAfter = LongestSession + TimeSpan.FromMinutes(1);

    /// <summary>A node that was silent for longer than this begins to be heard of anew; two beats may fail.</summary>
    private static readonly TimeSpan MaxGap = 3 * Beat;

    /// <summary>Condition on a table with a column <c>node</c>; always true of a file, which has one user.</summary>
    public const string OwnOrGone =
        """
        (@alone = 1 OR node IS NULL OR node = @me
        OR (node NOT IN (SELECT node FROM nodes WHERE beat_at > @alive) AND EXISTS (SELECT 1 FROM nodes WHERE node = @me AND since <= @alive)))
        """;

    /// <summary>Since when a node has been heard of without a gap; null of one that an earlier version wrote last.</summary>
    public static readonly StoreStep Step = "ALTER TABLE nodes ADD COLUMN since TEXT;";

    /// <summary>Parameters of <see cref="OwnOrGone"/>.</summary>
    public static (string Name, object? Value)[] Parameters(StoreDatabase database, string node, TimeProvider time) =>
    [
        ("@alone", database.IsShared ? 0 : 1), ("@me", node), ("@alive", StoreTime.Write(time.GetUtcNow() - GoneAfter)),
    ];

    /// <summary>Says that this node lives.</summary>
    public static void SayAlive(StoreStatements statements, string node, DateTimeOffset now) => statements.Execute(
        """
        INSERT INTO nodes (node, beat_at, since) VALUES (@node, @at, @at) ON CONFLICT (node) DO UPDATE SET beat_at = excluded.beat_at,
        since = CASE WHEN nodes.since IS NULL OR nodes.beat_at < @gap THEN excluded.since ELSE nodes.since END
        """,
        ("@node", node), ("@at", StoreTime.Write(now)), ("@gap", StoreTime.Write(now - MaxGap)));
}
