using System.Text;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>One event of a call, in the form of its row.</summary>
/// <param name="call">Id of its call.</param>
/// <param name="sequence">Its number.</param>
/// <param name="at">When, as <see cref="StoreTime"/> writes it.</param>
/// <param name="node">Who wrote it.</param>
/// <param name="version">Of the schema of events.</param>
/// <param name="type">Its name.</param>
/// <param name="data">What is kept of it.</param>
/// <param name="live">What it says unmasked, where that is needed while the call lives and is more than <paramref name="data"/>.</param>
internal sealed class EventWrite(
    string call, long sequence, string at, string node, int version, string type, string data, string? live = null) : StoreWrite
{
    /// <summary>Made on the caller's thread: the writer has enough to do.</summary>
    /// <param name="callEvent">What happened.</param>
    /// <param name="mask">Done to its JSON; null: nothing.</param>
    public EventWrite(CallEvent callEvent, Func<string, string>? mask = null)
        : this(callEvent, Encoding.UTF8.GetString(callEvent.DataJson()), mask)
    {
    }

    private EventWrite(CallEvent callEvent, string said, Func<string, string>? mask)
        : this(callEvent, said, mask?.Invoke(said) ?? said)
    {
    }

    private EventWrite(CallEvent callEvent, string said, string kept)
        : this(
            callEvent.CallId.Value, callEvent.Sequence, StoreTime.Write(callEvent.At), callEvent.Node, CallEvent.SchemaVersion, callEvent.Data.Type,
            kept, IsNeededLive(callEvent.Data) && said != kept ? said : null)
    {
    }

    /// <summary>Whoever goes on with the call, or ends it after a crash, needs what it said.</summary>
    private static bool IsNeededLive(CallEventData data) => data is DialogState or DecisionMade or ControlUpdated;

    public string Call => call;

    public long Sequence => sequence;

    public string At => at;

    public string Node => node;

    public int Version => version;

    public string Type => type;

    public string Data => data;

    public string? Live => live;

    /// <summary>The id that it brings, by which others know the call; null: none.</summary>
    public string? Key { get; } = StoreKeys.Of(type, data);

    /// <summary>The call is over.</summary>
    public bool IsEnd => type == "call.ended";

    /// <summary>An agent took the call. The text is as our own serializer wrote it: a quote within a value is escaped.</summary>
    public bool IsStart => type == "accept.answered" && data.Contains("\"succeeded\":true", StringComparison.Ordinal);

    /// <summary>The call lives on another node from now on.</summary>
    public bool IsTakeover => type == "call.taken_over";

    public override bool IsAwaited => false;

    public override void Apply(StoreStatements statements) => StoreRows.Append(statements, this);
}
