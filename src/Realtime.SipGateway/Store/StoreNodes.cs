namespace Realtime.SipGateway.Store;

/// <summary>
/// Whose a row is where several nodes share a database. A node looks after its own rows, and after those of nodes that have not been heard of
/// for longer than any call of theirs could have lived: then nothing that is alive is touched, even when a node only lost its database.
/// </summary>
internal static class StoreNodes
{
    /// <summary>The service ends every session after 60 minutes: a call that was open before did not last longer.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromMinutes(60);

    /// <summary>A node says that it lives this often.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    /// <summary>A node that was not heard of for this long is gone.</summary>
    public static readonly TimeSpan GoneAfter = LongestSession + TimeSpan.FromMinutes(1);

    /// <summary>Condition on a table with a column <c>node</c>; always true of a file, which has one user.</summary>
    public const string OwnOrGone =
        "(@alone = 1 OR node IS NULL OR node = @me OR node NOT IN (SELECT node FROM nodes WHERE beat_at > @alive))";

    /// <summary>Parameters of <see cref="OwnOrGone"/>.</summary>
    public static (string Name, object? Value)[] Parameters(StoreDatabase database, string node, TimeProvider time) =>
    [
        ("@alone", database.IsShared ? 0 : 1), ("@me", node), ("@alive", StoreTime.Write(time.GetUtcNow() - GoneAfter)),
    ];

    /// <summary>Says that this node lives.</summary>
    public static void SayAlive(StoreStatements statements, string node, DateTimeOffset now) => statements.Execute(
        "INSERT INTO nodes (node, beat_at) VALUES (@node, @at) ON CONFLICT (node) DO UPDATE SET beat_at = excluded.beat_at",
        ("@node", node), ("@at", StoreTime.Write(now)));
}
