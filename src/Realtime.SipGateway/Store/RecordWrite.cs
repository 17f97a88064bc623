using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>The record of a call; a later one replaces it.</summary>
internal sealed class RecordWrite(CallRecord record) : StoreWrite
{
    public CallRecord Record => record;

    public override bool IsAwaited => false;

    public override void Apply(StoreStatements statements) => StoreRows.Save(statements, record);
}
