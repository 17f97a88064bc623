using System.Globalization;
using System.Text.Json;
using Realtime.Simulator.Media;

namespace Realtime.Demo;

/// <summary>Shows the call record, and proves the design by counting: media on both ends, and none in the gateway.</summary>
internal sealed class DemoProof(HttpClient http, DemoSite site, Timeline timeline, TimeProvider time)
{
    private static readonly string[] RecordFields =
    [
        "call_id", "trunk", "dialled", "caller", "rule", "policy_version", "agent", "model", "media_security", "ended_by", "cause", "reason",
        "duration_seconds", "first_audio_ms", "turn_latency_median_ms", "caller_turns", "agent_turns", "interruptions", "tool_calls",
        "guardrail_trips", "input_tokens", "output_tokens",
    ];

    public async Task<bool> ShowAsync(string call, Caller caller, int gatewayProcess, CancellationToken cancellationToken)
    {
        var record = await RecordAsync(call, cancellationToken);
        timeline.Heading("The call record");
        foreach (var field in RecordFields)
        {
            if (record.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                timeline.Plain($"  {field,-24}{Shown(value)}");
            }
        }

        timeline.Heading("Proof: media ran between caller and OpenAI, not through the gateway");
        var openAi = await OpenAiSideAsync(cancellationToken);
        var rtp = openAi.GetProperty("rtp");
        var (sent, received) = (rtp.GetProperty("packets_sent").GetInt64(), rtp.GetProperty("packets_received").GetInt64());
        var media = caller.Media;
        timeline.Plain($"  at the caller           {media.PacketsSent} RTP packets sent, {media.PacketsReceived} received, {caller.SpeechHeard.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s of speech heard");
        timeline.Plain($"  at OpenAI's side        {received} received, {sent} sent ({openAi.GetProperty("media_security").GetString()})");
        var sockets = GatewaySockets.UdpPorts(gatewayProcess);
        var stray = sockets?.Where(port => port != site.Ports.Sip).ToList();
        timeline.Plain(stray is null
            ? "  UDP sockets of gateway  not counted: this system has no /proc"
            : $"  UDP sockets of gateway  {sockets!.Count}: its SIP listener on port {site.Ports.Sip}{(stray.Count == 0 ? ", and none for RTP" : ", and also " + string.Join(", ", stray))}");

        var proven = record.GetProperty("cause").GetString() == "agent_hung_up" && BothWays(media, sent, received) && stray is null or { Count: 0 };
        timeline.Plain(proven ? "  proven" : "  NOT proven");
        return proven;
    }

    private static bool BothWays(RtpCounters caller, long sent, long received) =>
        sent > 0 && received > 0 && caller.PacketsSent >= received && caller.PacketsReceived > 0 && sent >= caller.PacketsReceived;

    private static string Shown(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
        ? number.ToString("0.##", CultureInfo.InvariantCulture)
        : value.ToString();

    /// <summary>The record is written behind the call: asked for until it is there.</summary>
    private async Task<JsonElement> RecordAsync(string call, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Gateway, "/api/calls/" + call));
            request.Headers.Authorization = new("Bearer", site.ApiKey);
            using var answer = await http.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                var record = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                if (record.TryGetProperty("ended_at", out var ended) && ended.ValueKind == JsonValueKind.String)
                {
                    return record;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }

    private async Task<JsonElement> OpenAiSideAsync(CancellationToken cancellationToken)
    {
        var calls = await http.GetFromJsonAsync<JsonElement>(new Uri(site.Simulator, "/simulator/calls"), cancellationToken);
        return calls.EnumerateArray().First();
    }
}
