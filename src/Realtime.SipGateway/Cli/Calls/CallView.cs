using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>One call for people: head, ladder, totals; or all of it as JSON.</summary>
internal static class CallView
{
    /// <summary>For files and pipes, not for markup.</summary>
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="output">Where to.</param>
    /// <param name="story">The call.</param>
    /// <param name="show">How much of it.</param>
    /// <param name="everything">Also each start and stop of the caller's speech.</param>
    public static async Task WriteTextAsync(TextWriter output, CallStory story, Discretion show, bool everything)
    {
        foreach (var line in Head(story.Record, show))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync();
        var events = everything ? story.Events : story.Events.Where(static one => one.Data is not (CallerSpeechStarted or CallerSpeechStopped)).ToList();
        foreach (var line in CallLadder.Lines(events, show))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync();
        foreach (var line in Totals(story.Record).Concat(AfterCallView.Lines(story.Record.AfterCall, show)).Concat(Decision(story.Events, show)))
        {
            await output.WriteLineAsync(line);
        }

        if (!show.IsFull)
        {
            await output.WriteLineAsync("Numbers are shortened and words counted; --full shows them.");
        }
    }

    public static Task WriteJsonAsync(TextWriter output, CallStory story, Discretion show)
    {
        var start = story.Events.Count == 0 ? default : story.Events[0].At;
        var json = new JsonObject
        {
            ["record"] = CallListView.Json(story.Record, show),
            ["events"] = new JsonArray([.. story.Events.Select(one => Event(one, start, show))]),
        };
        return output.WriteLineAsync(json.ToJsonString(Indented));
    }

    private static JsonObject Event(CallEvent one, DateTimeOffset start, Discretion show)
    {
        var json = new JsonObject
        {
            ["seq"] = one.Sequence,
            ["at"] = one.At,
            ["offset_seconds"] = Math.Round((one.At - start).TotalSeconds, 3),
            ["node"] = one.Node,
            ["type"] = one.Data.Type,
            ["text"] = EventText.Of(one.Data, show),
        };
        if (show.IsFull)
        {
            json["data"] = JsonNode.Parse(one.DataJson());
        }

        return json;
    }

    private static IEnumerable<string> Head(CallRecord call, Discretion show)
    {
        var end = call.EndedBy is { } by
            ? $"ended by {EventText.Outcome(new CallOutcome(by, call.Cause ?? CallCause.GatewayFault, call.SipStatus, call.Reason), show)}"
            : "has no end in the log: it lives, or its gateway died";
        yield return $"{call.CallId}  {call.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)} UTC  {end}";
        yield return $"  call     {show.Number(call.Caller)} to {show.Number(call.Dialled)} on trunk {call.Trunk ?? "none"}, media {call.MediaSecurity ?? "unknown"}";
        yield return $"  agent    {call.Agent ?? "none"} ({call.Model ?? "no model"}) on target {call.Target ?? "none"}; rule {call.Rule ?? "none"} of policy {call.PolicyVersion ?? "unknown"}";
        yield return $"  ids      caller leg {call.CallerSipCallId ?? "none"}; target leg {call.TargetSipCallId ?? "none"}; vendor {call.RealtimeCallId?.Value ?? "none"}";
        if (call.TransferredTo is { } to)
        {
            yield return $"  transfer to {show.Text(to)} by {EventText.Name(call.TransferMode)}";
        }
    }

    private static IEnumerable<string> Totals(CallRecord call)
    {
        var talk = TimeSpan.FromSeconds(call.DurationSeconds).ToString("h\\:mm\\:ss", CultureInfo.InvariantCulture);
        yield return $"Talk {talk}, {call.CallerTurns} turns of the caller, {call.AgentTurns} of the agent, {call.Interruptions} interruptions, {call.Digits} digits";
        var latency = call.TurnLatencyMedianMs is { } median ? EventText.Seconds(median) : "unknown";
        var first = call.FirstAudioMs is { } audio ? EventText.Seconds(audio) : "never";
        yield return $"Answer to first words {first}; caller's last word to agent's first (median) {latency}";
        yield return $"{call.ToolCalls} tool calls, {call.GuardrailTrips} guardrail trips, {call.Transfers} transfers asked for";
        yield return string.Create(CultureInfo.InvariantCulture, $"Tokens {call.InputTokens} in ({call.CachedTokens} cached), {call.OutputTokens} out; cost {CallListView.Cost(call)}");
        foreach (var fault in call.Faults)
        {
            yield return "Fault: " + fault;
        }
    }

    private static IEnumerable<string> Decision(IReadOnlyList<CallEvent> events, Discretion show)
    {
        var decision = events.Select(static one => one.Data).OfType<DecisionMade>().LastOrDefault()?.Decision;
        var lines = decision?.Reasons?.ToLines() ?? decision?.Explanation ?? [];
        return lines.Count == 0 ? [] : lines.Select(show.Text).Select(static line => "  " + line).Prepend("Decision:");
    }
}
