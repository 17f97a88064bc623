using System.Text;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>One event of a call, in the form of its row.</summary>
internal sealed class EventWrite(string call, long sequence, string at, string node, int version, string type, string data) : StoreWrite
{
    /// <summary>Made on the caller's thread: the writer has enough to do.</summary>
    /// <param name="callEvent">What happened.</param>
    /// <param name="mask">Done to its JSON; null: nothing.</param>
    public EventWrite(CallEvent callEvent, Func<string, string?>? mask = null)
        : this(
            callEvent.CallId.Value, callEvent.Sequence, StoreTime.Write(callEvent.At), callEvent.Node, CallEvent.SchemaVersion, callEvent.Data.Type,
            Text(callEvent, mask))
    {
    }

    private static string Text(CallEvent callEvent, Func<string, string?>? mask)
    {
        var data = Encoding.UTF8.GetString(callEvent.DataJson());
        return mask?.Invoke(data) ?? data;
    }

    public string Call => call;

    public long Sequence => sequence;

    public string At => at;

    public string Node => node;

    public int Version => version;

    public string Type => type;

    public string Data => data;

    /// <summary>The call is over.</summary>
    public bool IsEnd => type == "call.ended";

    /// <summary>An agent took the call. The text is as our own serializer wrote it: a quote within a value is escaped.</summary>
    public bool IsStart => type == "accept.answered" && data.Contains("\"succeeded\":true", StringComparison.Ordinal);

    /// <summary>The call lives on another node from now on.</summary>
    public bool IsTakeover => type == "call.taken_over";

    public override bool IsAwaited => false;

    public override void Apply(StoreStatements statements) => StoreRows.Append(statements, this);
}
