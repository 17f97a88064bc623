using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Conversation;
using Realtime.Simulator.Http;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Rest;

/// <summary><c>POST /v1/realtime/calls</c>: a WebRTC call with a canned answer and no media; the caller speaks by the script.</summary>
internal sealed class WebRtcEndpoint(CallDesk desk, ApiAccess access)
{
    public async Task HandleAsync(HttpContext http)
    {
        var secret = access.ClientSecretOf(http);
        if (secret is null && !access.IsServer(http))
        {
            await ApiAccess.RefuseAsync(http);
            return;
        }

        var (sdp, session, fault) = await ReadAsync(http, secret);
        fault ??= sdp is null ? SchemaFault.Missing("sdp")
            : !sdp.StartsWith("v=0", StringComparison.Ordinal) ? new SchemaFault("invalid_offer", "The SDP offer could not be parsed.", "sdp")
            : null;
        if (fault is not null)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, fault);
            return;
        }

        if (desk.Ring(new BareLeg("webrtc", [])) is not { } call)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status429TooManyRequests, new SchemaFault("rate_limit_exceeded", "Too many calls.", null));
            return;
        }

        call.TryDecide();
        desk.Accept(call, (id, expiresAt) => SessionSettings.Create(session, id, expiresAt));
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.Location = "/v1/realtime/calls/" + call.Id;
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.AccessControlExposeHeaders = "Location, X-Request-Id";
        await http.Response.WriteAsync(CannedAnswer.Text, http.RequestAborted);
    }

    private static async Task<(string? Sdp, JsonObject? Session, SchemaFault? Fault)> ReadAsync(HttpContext http, ClientSecret? secret)
    {
        if (!http.Request.HasFormContentType)
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            return (await reader.ReadToEndAsync(http.RequestAborted), secret?.Session, null);
        }

        try
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var unknown = form.Keys.FirstOrDefault(name => name is not ("sdp" or "session"));
            if (unknown is not null)
            {
                return (null, null, SchemaFault.Unknown(unknown));
            }

            var sdp = form.TryGetValue("sdp", out var offer) ? offer.ToString() : null;
            if (!form.TryGetValue("session", out var text))
            {
                return (sdp, secret?.Session, null);
            }

            return ApiSchema.TryParse(Encoding.UTF8.GetBytes(text.ToString())) is { ValueKind: JsonValueKind.Object } session
                ? (sdp, JsonObject.Create(session), SessionRules.CheckNew(session, isSipAccept: false))
                : (null, null, SchemaFault.Json());
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            return (null, null, new SchemaFault("invalid_form", "The multipart body could not be parsed.", null));
        }
    }
}
