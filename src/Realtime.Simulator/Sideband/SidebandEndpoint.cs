using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Http;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Sideband;

/// <summary><c>GET /v1/realtime?call_id=</c> as a WebSocket: attaches to an accepted call.</summary>
internal sealed class SidebandEndpoint(
    CallTable calls, ApiAccess access, IOptions<SimulatorOptions> options, FaultSwitches faults, Timeline timeline, TimeProvider time)
{
    private const int MaximumPerCall = 8;
    private const string Protocol = "realtime";
    private const string BetaProtocol = "openai-beta.realtime-v1";
    private const int BetaClose = 4000;

    private static readonly string[] Selectors = ["model", "call_id", "intent"];

    private readonly ConcurrentDictionary<string, int> _attached = new();

    public async Task HandleAsync(HttpContext http)
    {
        if (!access.IsServer(http))
        {
            await ApiAccess.RefuseAsync(http);
            return;
        }

        if (!http.WebSockets.IsWebSocketRequest)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, new SchemaFault("invalid_request", "A WebSocket upgrade is expected.", null));
            return;
        }

        if (IsBeta(http))
        {
            await CloseBetaAsync(http);
        }
        else if (Selectors.Count(http.Request.Query.ContainsKey) != 1)
        {
            await ApiError.WriteAsync(
                http, StatusCodes.Status400BadRequest, new SchemaFault("invalid_request", "Exactly one of model, call_id, intent is expected.", null));
        }
        else if (faults.Current.SidebandStatus is var refused and > 0)
        {
            await ApiError.WriteAsync(http, refused, new SchemaFault("server_error", "The simulator was told to refuse.", null));
        }
        else if (Find(http.Request.Query["call_id"].ToString()) is not { Session: not null } call)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status404NotFound, ApiError.NoSuchCall);
        }
        else
        {
            await AttachAsync(http, call);
        }
    }

    private SimulatedCall? Find(string callId)
    {
        var call = calls.Find(callId);
        if (call is not { State: CallState.Active } || call.RefusedAttaches++ < faults.Current.SidebandNotFound)
        {
            return null;
        }

        return call;
    }

    private async Task AttachAsync(HttpContext http, SimulatedCall call)
    {
        if (_attached.AddOrUpdate(call.Id, 1, (_, count) => count + 1) > MaximumPerCall)
        {
            Release(call.Id);
            await ApiError.WriteAsync(http, StatusCodes.Status429TooManyRequests, new SchemaFault("rate_limit_exceeded", "Too many connections to this call.", null));
            return;
        }

        try
        {
            using var socket = await UpgradeAsync(http);
            timeline.Add(call.Id, "sideband", "attached");
            using var connection = new SidebandConnection(socket, call.Session!, options.Value.SidebandClose, time);
            var drop = faults.Current.SidebandDropMs;
            await using var timer = drop > 0
                ? time.CreateTimer(_ => connection.Cut(), null, TimeSpan.FromMilliseconds(drop), Timeout.InfiniteTimeSpan)
                : null;
            call.SidebandsCut += connection.Cut;
            try
            {
                await connection.RunAsync(http.RequestAborted);
            }
            finally
            {
                call.SidebandsCut -= connection.Cut;
            }

            timeline.Add(call.Id, "sideband", "detached");
        }
        finally
        {
            Release(call.Id);
        }
    }

    private void Release(string callId)
    {
        if (_attached.AddOrUpdate(callId, 0, (_, count) => count - 1) <= 0)
        {
            _attached.TryRemove(new KeyValuePair<string, int>(callId, 0));
        }
    }

    private static bool IsBeta(HttpContext http) =>
        http.Request.Headers.ContainsKey("OpenAI-Beta") || http.WebSockets.WebSocketRequestedProtocols.Contains(BetaProtocol);

    private static async Task CloseBetaAsync(HttpContext http)
    {
        using var socket = await UpgradeAsync(http);
        await socket.CloseOutputAsync((WebSocketCloseStatus)BetaClose, "invalid_request_error.beta_api_shape_disabled", http.RequestAborted);
    }

    private static Task<WebSocket> UpgradeAsync(HttpContext http) => http.WebSockets.AcceptWebSocketAsync(
        http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol) ? Protocol : null);
}
