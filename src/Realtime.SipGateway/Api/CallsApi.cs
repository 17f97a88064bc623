using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Api;

/// <summary>One call: live or its record, stored events, hang-up.</summary>
internal sealed class CallsApi(ActiveCalls calls, ICallEventLog events, Redactor redactor, AuditTrail audit, TimeProvider time, ILogger<CallsApi> log)
{
    public const int DefaultEvents = 1_000;
    public const int MaxEvents = 5_000;

    private const int MaxReason = 200;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/calls/{id}", static (string id, CallsApi self, CancellationToken ct) => self.GetAsync(id, ct))
            .Documented("GetCall", "Calls", "A call: what is known of it while it lives, its record afterwards")
            .ProducesEither<LiveCall, CallRecord>()
            .Problems(404);
        api.MapGet(
            "/calls/{id}/events",
            static (
                string id,
                [Description("seq of the last event that was seen; 0 when absent.")] string? after,
                [Description("Events in the answer, 1 to 5000; 1000 when absent.")] string? limit,
                CallsApi self,
                CancellationToken ct) => self.EventsAsync(id, after, limit, ct))
            .Documented("ListCallEvents", "Calls", "The stored events of a call, in order")
            .Produces<IReadOnlyList<CallEventView>>()
            .Problems(400, 404);
        api.MapPost("/calls/{id}/hangup", static (string id, HttpContext context, CallsApi self) => self.HangUpAsync(id, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes))
            .Documented("HangUpCall", "Calls", "Hangs up on both sides", "Answers 202: the call ends within moments, and its record says who asked for it.")
            .Takes<HangUpRequest>(isOptional: true)
            .Produces(StatusCodes.Status202Accepted)
            .Problems(400, 404, 413);
    }

    private async Task<IResult> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (!CallId.TryParse(id, out var callId))
        {
            return ApiProblem.CallUnknown();
        }

        if (calls.TryGet(callId, out var live))
        {
            return TypedResults.Json(LiveCall.Of(live, redactor), ApiJson.Default.LiveCall);
        }

        // It may have ended a moment ago: its record is on the way to the disk.
        await events.TryFlushAsync(time, cancellationToken);
        return await events.FindRecordAsync(callId, cancellationToken) is { } record
            ? TypedResults.Json(record, CallEventJson.Default.CallRecord)
            : ApiProblem.CallUnknown();
    }

    private async Task<IResult> EventsAsync(string id, string? after, string? limit, CancellationToken cancellationToken)
    {
        if (!ApiValues.TryNumber(after, 0, 0, long.MaxValue, out var from))
        {
            return ApiProblem.BadValue("after", "the seq of the last event that was seen");
        }

        if (!ApiValues.TryNumber(limit, DefaultEvents, 1, MaxEvents, out var count))
        {
            return ApiProblem.BadValue("limit", $"a number from 1 to {MaxEvents}");
        }

        if (!CallId.TryParse(id, out var callId))
        {
            return ApiProblem.CallUnknown();
        }

        await events.TryFlushAsync(time, cancellationToken);
        using var buffer = new MemoryStream();
        var any = false;
        await using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            await foreach (var one in events.ReadAsync(callId, cancellationToken))
            {
                any = true;
                if (one.Sequence > from && count-- > 0)
                {
                    one.WriteTo(writer);
                }

                if (count == 0)
                {
                    break;
                }
            }

            writer.WriteEndArray();
        }

        return any || calls.TryGet(callId, out _) ? TypedResults.Bytes(buffer.ToArray(), "application/json") : ApiProblem.CallUnknown();
    }

    private async Task<IResult> HangUpAsync(string id, HttpContext context)
    {
        var (request, problem) = await ApiBody.ReadAsync(context.Request, ApiJson.Default.HangUpRequest, context.RequestAborted);
        return problem ?? await HangUpAsync(id, request, context);
    }

    /// <summary>Whichever way the wish came.</summary>
    public async Task<IResult> HangUpAsync(string id, HangUpRequest? request, HttpContext context)
    {
        if (!CallId.TryParse(id, out var callId) || !calls.TryGet(callId, out var call))
        {
            return ApiProblem.Of(StatusCodes.Status404NotFound, "No such live call", "It has ended, or never was.");
        }

        var who = context.User.Identity?.Name ?? "unknown";
        var outcome = new CallOutcome(CallEndedBy.Operator, CallCause.OperatorHungUp, null, Reason(who, request?.Reason));
        call.Record(new HangUpRequested(outcome));
        log.HangUp(call.Id, who);
        await call.Control.HangUpAsync(outcome, context.RequestAborted);
        await audit.ActedAsync(context, "call.hung_up", call.Id.Value, note: outcome.Reason);
        return TypedResults.Accepted((string?)null);
    }

    private static string Reason(string who, string? given)
    {
        var text = string.Concat((given ?? "").Where(static character => !char.IsControl(character))).Trim();
        return text.Length == 0 ? who : $"{who}: {(text.Length <= MaxReason ? text : text[..MaxReason])}";
    }
}
