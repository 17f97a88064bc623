using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Calls;

namespace Realtime.Simulator.Control;

/// <summary>A call as the control API shows it.</summary>
internal static class CallView
{
    public static JsonObject Of(SimulatedCall call)
    {
        var rtp = call.Leg.Rtp;
        return new JsonObject
        {
            ["id"] = call.Id,
            ["kind"] = call.Leg.Kind,
            ["state"] = call.State.ToString().ToLowerInvariant(),
            ["end_reason"] = call.EndReason,
            ["started_at"] = call.StartedAt,
            ["sip_call_id"] = call.Leg.SipCallId,
            ["media_security"] = call.Leg.Security?.ToString().ToLowerInvariant(),
            ["rtp"] = new JsonObject
            {
                ["packets_received"] = rtp.PacketsReceived,
                ["bytes_received"] = rtp.BytesReceived,
                ["packets_sent"] = rtp.PacketsSent,
                ["bytes_sent"] = rtp.BytesSent,
                ["lost"] = rtp.Lost,
                ["refused"] = rtp.Refused,
            },
            ["speech_seconds_heard"] = Math.Round(call.Leg.SpeechHeard.TotalSeconds, 2),
            ["events_sent"] = call.Session?.EventsSent ?? 0,
            ["client_events_received"] = call.Session?.ClientEventsReceived ?? 0,
            ["model"] = call.Session?.Settings.Model,
            ["instructions"] = call.Session?.Settings.Instructions,
            ["violations"] = JsonSerializer.SerializeToNode(call.Violations.All, ControlRoutes.Json),
        };
    }
}
