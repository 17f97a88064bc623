using System.Text;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>One event of a call, in the form of its row. Made on the caller's thread: the writer has enough to do.</summary>
internal sealed class EventWrite : StoreWrite
{
    public EventWrite(CallEvent callEvent)
    {
        Call = callEvent.CallId.Value;
        Sequence = callEvent.Sequence;
        At = StoreTime.Write(callEvent.At);
        Node = callEvent.Node;
        Type = callEvent.Data.Type;
        Data = Encoding.UTF8.GetString(callEvent.DataJson());
        IsEnd = callEvent.Data is CallEnded;
        IsTakeover = callEvent.Data is CallTakenOver;
    }

    public string Call { get; }

    public long Sequence { get; }

    public string At { get; }

    public string Node { get; }

    public int Version => CallEvent.SchemaVersion;

    public string Type { get; }

    public string Data { get; }

    /// <summary>The call is over.</summary>
    public bool IsEnd { get; }

    /// <summary>The call lives on another node from now on.</summary>
    public bool IsTakeover { get; }

    public override bool IsAwaited => false;

    public override void Apply(StoreStatements statements) => StoreRows.Append(statements, this);
}
