using System.Globalization;
using System.Text.Json;

namespace Realtime.Demo;

/// <summary>Turns the gateway's call events (schema version 1, as <c>GET /api/events</c> sends them) into sentences.</summary>
internal static class TimelineText
{
    /// <summary>The line of an event; null for events that add nothing to the story.</summary>
    public static TimelineLine? Of(JsonElement callEvent)
    {
        var data = callEvent.GetProperty("data");
        var type = callEvent.GetProperty("type").GetString() ?? "";
        return Signalling(type, data) ?? Admission(type, data) ?? Talk(type, data) ?? Ending(type, data);
    }

    private static TimelineLine? Signalling(string type, JsonElement data) => type switch
    {
        "signalling.invite_received" => new("caller",
            $"INVITE: {Text(data, "caller")} dials {Text(data, "dialled")} from {Text(data, "source")} over {Text(data, "transport").ToUpperInvariant()}, "
            + $"media offered: {Text(data, "media_security").ToUpperInvariant()}; trunk \"{Text(data, "trunk")}\" matched"),
        "signalling.refused" => new("gateway", $"refused with {Text(data, "status")} {Text(data, "reason")}: {Text(data, "why")}"),
        "signalling.ringing" => new("gateway", "180 Ringing to the caller"),
        "signalling.attempt_started" => new("gateway",
            $"INVITE to OpenAI at {Text(data, "remote")} over {Text(data, "transport").ToUpperInvariant()}, with a single-use token (attempt {Text(data, "attempt")})"),
        "signalling.attempt_progressed" => new("openai", $"{Text(data, "status")}, the call is pending there"),
        "signalling.attempt_failed" => new("openai", $"attempt failed: {Text(data, "result")} {Text(data, "status")} {Text(data, "reason")}"),
        "signalling.answered" => new("openai",
            $"200 OK; its SDP answer goes to the caller byte for byte ({Number(data, "setup_ms", "0")} ms after the INVITE)"),
        "signalling.acknowledged" => new("caller", "ACK: media flows between caller and OpenAI, not through the gateway"),
        "signalling.refreshed" => new("gateway", $"{Text(data, "method")} of the {Text(data, "leg")} leg answered {Text(data, "status")}"),
        "signalling.bye_received" => new(Text(data, "leg") == "caller" ? "caller" : "openai", "BYE received" + In(data, "reason")),
        "signalling.bye_sent" => new("gateway", $"BYE to the {Text(data, "leg")} leg" + In(data, "reason")),
        _ => null,
    };

    private static TimelineLine? Admission(string type, JsonElement data) => type switch
    {
        "decision.made" => Decision(data.GetProperty("decision")),
        "webhook.received" => new("openai",
            $"webhook realtime.call.incoming: signature verified, tied to this attempt by its token (call {Short(Text(data, "realtime_call_id"))}, media {Text(data, "media_security")})"),
        "accept.sent" => new("gateway", $"accept: agent \"{Text(data, "agent")}\" with its tools on {Text(data, "model")}"),
        "accept.answered" => new("openai",
            data.GetProperty("succeeded").GetBoolean()
                ? $"accepted ({Number(data, "duration_ms", "0")} ms)"
                : $"accept refused: {Text(data, "status")} {Text(data, "code")} {Text(data, "message")}"),
        "sideband.attached" => new("gateway", $"sideband WebSocket attached ({Number(data, "duration_ms", "0")} ms, {Text(data, "tries")} tries)"),
        "sideband.ready" => new("openai", $"session ready: {Text(data, "model")}, voice {Text(data, "voice")}"),
        "sideband.closed" => new("openai", $"sideband closed ({Text(data, "close_code", "no close frame")})"),
        "sideband.attach_failed" => new("gateway", $"sideband could not be attached: {Text(data, "status")} {Text(data, "message")}"),
        "sideband.error" => new("openai", $"error event {Text(data, "code")}: {Text(data, "message")}"),
        _ => null,
    };

    private static TimelineLine? Talk(string type, JsonElement data) => type switch
    {
        "transcript.caller_partial" => new("caller says", Text(data, "text"), Text(data, "item_id")),
        "transcript.caller" => new("caller says", Text(data, "text"), "end:" + Text(data, "item_id")),
        "transcript.agent_partial" => new("agent says", Text(data, "text"), Text(data, "item_id")),
        "transcript.agent" => new("agent says", Text(data, "text"), "end:" + Text(data, "item_id")),
        "agent.audio_started" when data.TryGetProperty("since_caller_stopped_ms", out _) =>
            new("caller", $"hears the agent {Number(data, "since_caller_stopped_ms", "0")} ms after the last word", CanWait: true),
        "tool.called" => new("tool", $"{Text(data, "tool")}({Text(data, "arguments")})"),
        "tool.completed" => new("tool",
            $"{Text(data, "tool")} {(data.GetProperty("succeeded").GetBoolean() ? "answered" : "failed")} in {Number(data, "duration_ms", "0")} ms: {Text(data, "output")}"),
        "guardrail.tripped" => new("guardrail",
            $"\"{Text(data, "guardrail")}\" matched \"{Text(data, "matched")}\": {Text(data, "action")}"),
        "guardrail.speech_stopped" => new("guardrail",
            $"speech cut, and the words left the model's context, in {Number(data, "stop_ms", "0")} ms; the caller heard at most {Number(data, "heard_at_most_ms", "0")} ms of it"),
        "caller.digit" => new("caller", $"pressed {Text(data, "digit")}"),
        _ => null,
    };

    private static TimelineLine? Ending(string type, JsonElement data) => type switch
    {
        "call.hang_up_requested" => new("gateway", "hang-up asked for: " + Outcome(data.GetProperty("outcome"))),
        "call.fault" => new("gateway", $"fault {Text(data, "kind")}: {Text(data, "message")}"),
        "call.ended" => new("gateway", "call ended: " + Outcome(data.GetProperty("outcome"))),
        _ => null,
    };

    private static TimelineLine Decision(JsonElement decision) => new("gateway", decision.GetProperty("accepted").GetBoolean()
        ? $"rule \"{Text(decision, "rule")}\" (policy {Text(decision, "policy_version")}) lets it in: agent \"{Text(decision, "agent")}\""
        : $"rule \"{Text(decision, "rule")}\" (policy {Text(decision, "policy_version")}) rejects it with {Text(decision, "sip_status")} {Text(decision, "reason")}");

    private static string Outcome(JsonElement outcome) =>
        $"by the {Text(outcome, "by")}, {Text(outcome, "cause").Replace('_', ' ')}" + In(outcome, "reason");

    private static string In(JsonElement data, string name) => Text(data, name, "") is { Length: > 0 } text ? $" ({text})" : "";

    private static string Short(string id) => id.Length > 16 ? id[..16] + "…" : id;

    private static string Number(JsonElement data, string name, string format) =>
        data.TryGetProperty(name, out var value) && value.TryGetDouble(out var number) ? number.ToString(format, CultureInfo.InvariantCulture) : "?";

    private static string Text(JsonElement data, string name, string missing = "none") =>
        data.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : missing;
}
