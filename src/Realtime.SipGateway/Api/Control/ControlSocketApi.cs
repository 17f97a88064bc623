using System.ComponentModel;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Opens the WebSocket by which one call is followed and commanded.</summary>
internal sealed class ControlSocketApi(
    ActiveCalls calls, ICallEventLog events, Followers followers, ControlVerbs verbs, Lasting lasting, IOptions<ApiOptions> options, TimeProvider time,
    FollowingEnd end, ILogger<ControlSocketApi> log)
{
    /// <summary>Who only follows has little to say.</summary>
    private const int MaxFollowerBytes = 16 * 1024;

    /// <summary>A command with everything that one may hold: a picture in base64.</summary>
    private const int MaxCommanderBytes = ControlApi.MaxImageBytes;

    public const string Protocol = "realtime.gateway.v1";

    public static void Map(RouteGroupBuilder api) => api.MapGet(
            "/calls/{id}/control",
            static (
                string id,
                [Description("seq of the last event that was seen: stored events after it come first.")] string? after,
                HttpContext context,
                ControlSocketApi self) => self.OpenAsync(id, after, context))
        .Documented(
            "ControlCall", "Control", "A WebSocket to follow a live call and to command its conversation",
            $"Subprotocol {Protocol}; messages as in docs/control.md. A viewer may follow, commands need the scope supervisor. A browser's session needs the Origin of this gateway.")
        .Produces(StatusCodes.Status101SwitchingProtocols)
        .Problems(400, 403, 404, 410, 426, 429, 503);

    private async Task<IResult> OpenAsync(string id, string? after, HttpContext context)
    {
        long? from = null;
        if (after is not null)
        {
            if (!ApiValues.TryNumber(after, 0, 0, long.MaxValue, out var seen))
            {
                return ApiProblem.BadValue("after", "the seq of the last event that was seen");
            }

            from = seen;
        }

        if (!CallId.TryParse(id, out var callId))
        {
            return ApiProblem.CallUnknown();
        }

        if (!calls.TryGet(callId, out var call))
        {
            return await events.FindRecordAsync(callId, context.RequestAborted) is null
                ? ApiProblem.CallUnknown()
                : ApiProblem.Of(StatusCodes.Status410Gone, "The call is over", "Its events are at /api/calls/{id}/events.");
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            return ApiProblem.Of(StatusCodes.Status426UpgradeRequired, "This is a WebSocket", $"Open it with Upgrade: websocket and the subprotocol {Protocol}.");
        }

        if (!IsFromHere(context))
        {
            return ApiProblem.Of(StatusCodes.Status403Forbidden, "The page is of another site", "A session's WebSocket needs the Origin of this gateway.");
        }

        using var follower = followers.Open(context, callId, types: null, out var problem);
        if (follower is null)
        {
            return problem;
        }

        await ServeAsync(call, from, follower, context);
        return Results.Empty;
    }

    private async Task ServeAsync(Call call, long? from, CallEventFollower follower, HttpContext context)
    {
        using var accepted = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol) ? Protocol : null,
            KeepAliveInterval = TimeSpan.FromSeconds(options.Value.HeartbeatSeconds),
            KeepAliveTimeout = TimeSpan.FromSeconds(options.Value.HeartbeatSeconds),
        });
        var maxBytes = ApiUser.Has(context.User, ApiScope.Supervisor) ? MaxCommanderBytes : MaxFollowerBytes;
        using var socket = new JsonSocket(accepted, maxBytes, time);
        var who = context.User.Identity?.Name ?? "unknown";
        log.Follows(call.Id, who);
        using var connection = new ControlConnection(call, socket, follower, context, events, verbs, lasting, options.Value, time, log);
        var why = await connection.RunAsync(from, end.Token);
        log.FollowEnded(call.Id, who, why);
    }

    /// <summary>Browsers send the cookie to a WebSocket whichever page opens it; a key is sent by nobody but its owner.</summary>
    private static bool IsFromHere(HttpContext context)
    {
        if (context.User.Identity?.AuthenticationType != ApiSchemes.Session)
        {
            return true;
        }

        return Uri.TryCreate(context.Request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            && string.Equals(origin.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
