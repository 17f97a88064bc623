using System.Text.Json;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Http;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Rest;

/// <summary><c>reject</c>, <c>refer</c> and <c>hangup</c> of a call.</summary>
internal sealed class CallEndpoints(CallTable calls, CallDesk desk, FaultSwitches faults, Timeline timeline)
{
    private const int Decline = 603;

    public async Task RejectAsync(HttpContext http, string callId)
    {
        if (await FindAsync(http, callId) is not { } call || await RequestBody.ReadObjectAsync(http) is not { } body)
        {
            return;
        }

        var status = body.TryGetProperty("status_code", out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var code)
            ? code
            : Decline;
        var fault = ApiSchema.Instance.Check(ApiSchema.RejectRequest, body)
            ?? (status is < 300 or > 699 ? SchemaFault.Bound("invalid_value", "status_code", "not a SIP status", "a value from 300 to 699", given.GetRawText()) : null)
            ?? (call.TryDecide() ? null : ApiError.Decided);
        if (fault is not null)
        {
            await RefuseAsync(http, call, "reject", fault);
            return;
        }

        timeline.Add(call.Id, "rest", "rejected", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        call.Refuse(new CallDecision(CallDecisionKind.Rejected, status));
        desk.End(call, "rejected");
        http.Response.ContentLength = 0;
    }

    public async Task ReferAsync(HttpContext http, string callId)
    {
        if (await FindAsync(http, callId) is not { } call || await RequestBody.ReadObjectAsync(http) is not { } body)
        {
            return;
        }

        if (ApiSchema.Instance.Check(ApiSchema.ReferRequest, body) is { } fault)
        {
            await RefuseAsync(http, call, "refer", fault);
            return;
        }

        if (call.State != CallState.Active || call.Leg.Kind == "webrtc")
        {
            await ApiError.WriteAsync(http, StatusCodes.Status404NotFound, ApiError.NoSuchCall);
            return;
        }

        var target = body.GetProperty("target_uri").GetString()!;
        timeline.Add(call.Id, "rest", "refer", target);
        if (!faults.Current.SilentRefer && !await call.Leg.ReferAsync(target))
        {
            timeline.Add(call.Id, "sip", "no REFER was sent");
        }

        http.Response.ContentLength = 0;
    }

    public async Task HangUpAsync(HttpContext http, string callId)
    {
        if (await FindAsync(http, callId) is not { } call)
        {
            return;
        }

        if (call.State != CallState.Active)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status404NotFound, ApiError.NoSuchCall);
            return;
        }

        await desk.HangUpAsync(call, "hung up by the API");
        http.Response.ContentLength = 0;
    }

    private async Task<SimulatedCall?> FindAsync(HttpContext http, string callId)
    {
        var call = calls.FindAlive(callId);
        if (call is null)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status404NotFound, ApiError.NoSuchCall);
        }

        return call;
    }

    private static Task RefuseAsync(HttpContext http, SimulatedCall call, string where, SchemaFault fault)
    {
        call.Violations.Add(where, fault.Code, fault.Message);
        return ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, fault);
    }
}
