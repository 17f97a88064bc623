namespace Realtime.SipGateway.Store;

/// <summary>A write that nobody waits for; applying it twice does no harm.</summary>
internal sealed class QueuedWrite(Action<StoreStatements> apply) : StoreWrite
{
    public override bool IsAwaited => false;

    public override void Apply(StoreStatements statements) => apply(statements);
}
