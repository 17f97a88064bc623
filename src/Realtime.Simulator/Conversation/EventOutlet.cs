using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Conversation;

/// <summary>Sends events to every sideband of the call. Used only from the session's mailbox.</summary>
internal sealed class EventOutlet(SessionContext context)
{
    /// <summary>Errors that come of a race which no client can avoid; they are answered, but are no violation.</summary>
    private static readonly string[] Races = ["response_cancel_not_active", "conversation_already_has_active_response"];

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<IEventSink> _sinks = [];
    private long _sent;

    /// <summary>Events made so far, whether or not anybody was attached.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public void Add(IEventSink sink) => _sinks.Add(sink);

    public void Remove(IEventSink sink) => _sinks.Remove(sink);

    /// <summary>Sends to all.</summary>
    public void Emit(JsonObject sent)
    {
        var json = sent.ToJsonString(Compact);
        Count(sent);
        foreach (var sink in _sinks.ToArray())
        {
            sink.Send(json);
        }
    }

    /// <summary>Sends to one.</summary>
    public void EmitTo(IEventSink sink, JsonObject sent)
    {
        Count(sent);
        sink.Send(sent.ToJsonString(Compact));
    }

    /// <summary>Answers a client event that cannot be carried out.</summary>
    public void Refuse(IEventSink sink, SchemaFault fault, string clientEventType, string? clientEventId)
    {
        if (!Races.Contains(fault.Code))
        {
            context.Violations.Add(clientEventType, fault.Code, fault.Message);
        }

        EmitTo(sink, ServerEvents.Error(fault, clientEventId));
    }

    public void EndAll(SinkEnd end)
    {
        foreach (var sink in _sinks)
        {
            sink.End(end);
        }

        _sinks.Clear();
    }

    private void Count(JsonObject sent)
    {
        Interlocked.Increment(ref _sent);
        context.Timeline.Add(context.CallId, "server event", sent["type"]!.GetValue<string>(), Detail(sent));
    }

    private static string? Detail(JsonObject sent) =>
        sent["delta"]?.GetValue<string>() ?? sent["transcript"]?.GetValue<string>() ?? sent["error"]?["message"]?.GetValue<string>()
        ?? sent["response"]?["status"]?.GetValue<string>() ?? sent["event"]?.GetValue<string>();
}
