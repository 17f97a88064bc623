using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Conversation;
using Realtime.Simulator.Http;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Settings;

namespace Realtime.Simulator.Rest;

/// <summary><c>POST /v1/realtime/calls/{call_id}/accept</c>.</summary>
internal sealed class AcceptEndpoint(CallTable calls, CallDesk desk, FaultSwitches faults, TimeProvider time)
{
    private const string Where = "accept";

    public async Task HandleAsync(HttpContext http, string callId)
    {
        var faulty = faults.Current;
        if (faulty.AcceptDelayMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(faulty.AcceptDelayMs), time, http.RequestAborted);
        }

        if (faulty.AcceptStatus > 0)
        {
            await ApiError.WriteAsync(http, faulty.AcceptStatus, new SchemaFault("server_error", "The simulator was told to fail.", null));
            return;
        }

        if (calls.FindAlive(callId) is not { } call)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status404NotFound, ApiError.NoSuchCall);
            return;
        }

        if (await RequestBody.ReadObjectAsync(http) is not { } body)
        {
            call.Violations.Add(Where, "invalid_json", "The body is not a JSON object.");
            return;
        }

        if ((SessionRules.CheckNew(body, isSipAccept: true) ?? Decide(call)) is { } fault)
        {
            call.Violations.Add(Where, fault.Code, fault.Message);
            await ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, fault);
            return;
        }

        Accept(call, body, faulty.AcceptThenFail);
        http.Response.ContentLength = 0;
    }

    private static SchemaFault? Decide(SimulatedCall call) => call.TryDecide() ? null : ApiError.Decided;

    private void Accept(SimulatedCall call, JsonElement body, bool fails)
    {
        if (SessionRules.HasAudioFormat(body))
        {
            call.Violations.Add(Where, "audio_format", "An audio format in a SIP session is heard as static: the codec is that of the SDP.");
        }

        if (!body.TryGetProperty("model", out _))
        {
            call.Violations.Add(Where, "model_missing", "A SIP call has no other place for the model.");
        }

        if (fails)
        {
            call.Refuse(new CallDecision(CallDecisionKind.Failed));
            desk.End(call, "failed after accept");
            return;
        }

        desk.Accept(call, (id, expiresAt) => SessionSettings.Create(JsonObject.Create(body), id, expiresAt));
    }
}
