using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Media;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Webhooks;

/// <summary>The body of <c>realtime.call.incoming</c>.</summary>
internal static class WebhookBody
{
    /// <summary>Headers that are not passed on.</summary>
    private static readonly string[] Withheld = ["Authorization", "Proxy-Authorization"];

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="call">The call.</param>
    /// <param name="told">What is told of its media instead of the truth; empty: the truth; <c>none</c>: nothing.</param>
    /// <param name="now">The clock.</param>
    public static byte[] Incoming(SimulatedCall call, string told, DateTimeOffset now)
    {
        var headers = call.Leg.Headers
            .Where(header => !Withheld.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => (JsonNode)new JsonObject { ["name"] = header.Key, ["value"] = header.Value });
        var data = new JsonObject { ["call_id"] = call.Id, ["sip_headers"] = new JsonArray([.. headers]) };
        var media = told.Length > 0 ? told : call.Leg.Security switch
        {
            MediaSecurity.Srtp => "srtp",
            null => "none",
            _ => "rtp",
        };
        if (media != "none")
        {
            data["sip_media_security"] = media;
        }

        var body = new JsonObject
        {
            ["object"] = "event",
            ["id"] = Ids.NewHex("evt_", 32),
            ["type"] = "realtime.call.incoming",
            ["created_at"] = now.ToUnixTimeSeconds(),
            ["data"] = data,
        };
        return JsonSerializer.SerializeToUtf8Bytes(body, Compact);
    }
}
