using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Api;

/// <summary>Transfers a live call, and answers when it is known what came of it: some seconds after the target's phone was answered, or not.</summary>
internal sealed class TransferApi(ActiveCalls calls, Redactor redactor, AuditTrail audit, ILogger<TransferApi> log)
{
    private const int MaxSummary = 1_000;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/calls/{id}/transfer", static (string id, HttpContext context, TransferApi self) => self.TransferAsync(id, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes))
            .Documented(
                "TransferCall", "Calls", "Transfers the caller to a human",
                "Answers when the outcome is known, which may take as long as the target's phone rings. The agent's allow-list decides whom it may be.")
            .Takes<TransferCallRequest>()
            .Produces<TransferCallAnswer>()
            .Problems(400, 404, 409, 413);

    private async Task<IResult> TransferAsync(string id, HttpContext context)
    {
        var (body, problem) = await ApiBody.ReadAsync(context.Request, ApiJson.Default.TransferCallRequest, context.RequestAborted);
        return problem ?? await RunAsync(id, body, context);
    }

    /// <summary>Whichever way the wish came.</summary>
    public async Task<IResult> RunAsync(string id, TransferCallRequest? body, HttpContext context, bool isTakeover = false)
    {
        if (string.IsNullOrWhiteSpace(body?.To))
        {
            return ApiProblem.BadValue("to", "a destination of the agent, a number, or a SIP address");
        }

        if (body.Summary is { Length: > MaxSummary })
        {
            return ApiProblem.BadValue("summary", $"at most {MaxSummary} characters");
        }

        if (!CallId.TryParse(id, out var callId) || !calls.TryGet(callId, out var call))
        {
            return ApiProblem.Of(StatusCodes.Status404NotFound, "No such live call", "It has ended, or never was.");
        }

        var who = context.User.Identity?.Name ?? "unknown";
        log.Transfer(call.Id, who);

        // Not the request's own token: who hangs up on us has not taken the wish back.
        var result = await call.Control.TransferAsync(new TransferRequest(body.To, CallEndedBy.Operator, who, body.Summary, isTakeover), CancellationToken.None);
        await audit.ActedAsync(
            context, isTakeover ? "call.taken_over" : "call.transferred", call.Id.Value, new JsonObject { ["to"] = redactor.Text(body.To), ["status"] = result.Status.ToString().ToLowerInvariant() });
        return result.Status switch
        {
            TransferStatus.NotAllowed => ApiProblem.Of(StatusCodes.Status403Forbidden, "The target is not allowed", result.Reason ?? ""),
            TransferStatus.NotPossible => ApiProblem.Of(StatusCodes.Status409Conflict, "The call cannot be transferred now", result.Reason ?? ""),
            _ => TypedResults.Json(
                new TransferCallAnswer(result.Status, result.Mode, result.SipStatus, redactor.Text(result.Reason), result.Duration.TotalMilliseconds),
                ApiJson.Default.TransferCallAnswer),
        };
    }
}
