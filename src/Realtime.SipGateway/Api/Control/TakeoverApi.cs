using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Api.Control;

/// <summary>A supervisor takes the caller from the agent: a transfer to the supervisor's own telephone.</summary>
internal sealed class TakeoverApi(ActiveCalls calls, PolicyStore policies, TransferApi transfers)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/calls/{id}/takeover", static (string id, HttpContext context, TakeoverApi self) => self.TakeOverAsync(id, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes))
            .Documented(
                "TakeOverCall", "Control", "Connects the caller to the supervisor",
                "As a transfer: answers when the outcome is known. The destinations of the policy's takeover are allowed, and those of the agent.")
            .Takes<TakeoverRequest>(isOptional: true)
            .Produces<TransferCallAnswer>()
            .Problems(400, 404, 409, 413);

    private async Task<IResult> TakeOverAsync(string id, HttpContext context)
    {
        var (body, problem) = await ApiBody.ReadAsync(context.Request, ControlJson.Default.TakeoverRequest, context.RequestAborted);
        return problem ?? await RunAsync(id, body, context);
    }

    /// <summary>Whichever way the wish came.</summary>
    public Task<IResult> RunAsync(string id, TakeoverRequest? body, HttpContext context)
    {
        var to = string.IsNullOrWhiteSpace(body?.To) ? OwnDestination(id, context.User.Identity?.Name) : body.To;
        return to is null
            ? Task.FromResult(ApiProblem.BadValue("to", "where you are: the policy's takeover has no destination of your name and no default"))
            : transfers.RunAsync(id, new TransferCallRequest(to, body?.Summary), context, isTakeover: true);
    }

    /// <summary>For a call that is not there any value does: the transfer says so.</summary>
    private string? OwnDestination(string id, string? who)
    {
        if (!CallId.TryParse(id, out var callId) || !calls.TryGet(callId, out var call))
        {
            return who ?? "nobody";
        }

        return call.Decision is { } decision && who is not null ? policies.Find(decision.PolicyVersion)?.Document.Takeover?.For(who) : null;
    }
}
