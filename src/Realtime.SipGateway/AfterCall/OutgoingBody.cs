using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>
/// Makes the body of a delivery, <c>{"type":…,"timestamp":…,"data":{…}}</c>, of what the store keeps of the call: what it does not keep, or
/// masks, does not leave the gateway either.
/// </summary>
internal sealed class OutgoingBody(ICallEventLog log)
{
    /// <summary>Lines of one transcript; the longest call has about a tenth.</summary>
    private const int MaxLines = 10_000;

    /// <summary>Null when nothing is kept of the call any more.</summary>
    public async Task<byte[]?> MakeAsync(OutgoingDelivery delivery, OutgoingEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (delivery.Type == OutgoingTypes.Started)
        {
            return await StartAsync(delivery.CallId, cancellationToken) is { } start
                ? Write(delivery.Type, delivery.At, json => WriteStart(json, start))
                : null;
        }

        if (await log.FindRecordAsync(delivery.CallId, cancellationToken) is not { } record)
        {
            return null;
        }

        if (delivery.Type == OutgoingTypes.Summarized)
        {
            return Write(delivery.Type, delivery.At, json => WriteResult(json, record, endpoint));
        }

        var transcript = endpoint.Parts.Contains("transcript") ? await LinesAsync(delivery.CallId, cancellationToken) : null;
        return Write(delivery.Type, delivery.At, json => WriteEnd(json, record, endpoint, transcript));
    }

    /// <summary>What is stored of the call cannot be understood: damaged, or of another version. Not: the store does not work, or the gateway stops.</summary>
    public static bool IsUnreadable(Exception fault) => fault is JsonException or FormatException or ArgumentException or NotSupportedException
        or InvalidCastException or (InvalidOperationException and not ObjectDisposedException);

    public static byte[] Test(DateTimeOffset at, string endpoint) => Write(OutgoingTypes.Test, at, json => json.WriteString("endpoint", endpoint));

    /// <summary>The call as it was when the agent took it: the same whenever it is asked for.</summary>
    public async Task<CallRecord?> StartAsync(CallId call, CancellationToken cancellationToken)
    {
        var projection = new CallRecordProjection(call);
        await foreach (var one in log.ReadAsync(call, cancellationToken))
        {
            projection.Apply(one);
            if (one.Data is AcceptAnswered { Succeeded: true })
            {
                return projection.ToRecord();
            }
        }

        return null;
    }

    private async Task<List<CallEvent>> LinesAsync(CallId call, CancellationToken cancellationToken)
    {
        var lines = new List<CallEvent>();
        await foreach (var one in log.ReadAsync(call, cancellationToken))
        {
            if (one.Data is CallerSaid or AgentSaid or DigitReceived or ToolCalled or ToolCompleted or AgentSwitched && lines.Count < MaxLines)
            {
                lines.Add(one);
            }
        }

        return lines;
    }

    private static byte[] Write(string type, DateTimeOffset at, Action<Utf8JsonWriter> data)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", at);
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteStart(Utf8JsonWriter json, CallRecord call)
    {
        WriteCall(json, call);
        Text(json, "trunk", call.Trunk);
        Text(json, "dialled", call.Dialled);
        Text(json, "caller", call.Caller);
        Text(json, "verstat", call.Verstat);
        Text(json, "model", call.Model);
        Text(json, "target", call.Target);
        Text(json, "rule", call.Rule);
        Text(json, "policy_version", call.PolicyVersion);
    }

    private static void WriteEnd(Utf8JsonWriter json, CallRecord record, OutgoingEndpoint endpoint, List<CallEvent>? transcript)
    {
        WriteCall(json, record);
        if (record.EndedAt is { } ended)
        {
            json.WriteString("ended_at", ended);
        }

        json.WriteBoolean("answered", record.AnsweredAt is not null);
        json.WriteNumber("duration_seconds", record.DurationSeconds);
        Text(json, "ended_by", record.EndedBy is { } by ? JsonNamingPolicy.SnakeCaseLower.ConvertName(by.ToString()) : null);
        Text(json, "cause", record.Cause is { } cause ? JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.ToString()) : null);
        if (endpoint.Parts.Contains("record"))
        {
            json.WritePropertyName("record");
            JsonSerializer.Serialize(json, record with { AfterCall = null }, CallEventJson.Default.CallRecord);
        }

        if (transcript is not null)
        {
            json.WriteStartArray("transcript");
            transcript.ForEach(line => WriteLine(json, line));
            json.WriteEndArray();
        }

        WriteParts(json, record, endpoint);
    }

    private static void WriteResult(Utf8JsonWriter json, CallRecord record, OutgoingEndpoint endpoint)
    {
        WriteCall(json, record);
        WriteParts(json, record, endpoint);
    }

    /// <summary>What is not asked of the call's agent, and not kept any more, is left out.</summary>
    private static void WriteParts(Utf8JsonWriter json, CallRecord record, OutgoingEndpoint endpoint)
    {
        Part("summary", record.AfterCall?.Summary);
        Part("outcome", record.AfterCall?.Outcome);

        void Part(string name, AfterCallPart? part)
        {
            if (part is not null && endpoint.Parts.Contains(name))
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, part, CallEventJson.Default.AfterCallPart);
            }
        }
    }

    private static void WriteCall(Utf8JsonWriter json, CallRecord call)
    {
        json.WriteString("call_id", call.CallId.Value);
        Text(json, "realtime_call_id", call.RealtimeCallId?.Value);
        Text(json, "agent", call.Agent);
        json.WriteString("started_at", call.StartedAt);
    }

    private static void WriteLine(Utf8JsonWriter json, CallEvent line)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", line.Sequence);
        json.WriteString("at", line.At);
        switch (line.Data)
        {
            case CallerSaid said:
                json.WriteString("who", "caller");
                json.WriteString("text", said.Text);
                Text(json, "language", said.Language);
                Text(json, "item_id", said.ItemId);
                break;
            case AgentSaid said:
                json.WriteString("who", "agent");
                json.WriteString("text", said.Text);
                json.WriteBoolean("interrupted", said.Interrupted);
                Text(json, "item_id", said.ItemId);
                break;
            case DigitReceived digit:
                json.WriteString("who", "caller");
                json.WriteString("digit", digit.Digit);
                break;
            case ToolCalled tool:
                json.WriteString("who", "tool");
                json.WriteString("tool", tool.Tool);
                json.WriteString("function_call_id", tool.FunctionCallId);
                json.WriteString("arguments", tool.Arguments);
                break;
            case ToolCompleted tool:
                json.WriteString("who", "tool");
                json.WriteString("tool", tool.Tool);
                json.WriteString("function_call_id", tool.FunctionCallId);
                json.WriteBoolean("succeeded", tool.Succeeded);
                json.WriteString("output", tool.Output);
                break;
            case AgentSwitched agent:
                json.WriteString("who", "gateway");
                json.WriteString("agent", agent.To);
                break;
        }

        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
