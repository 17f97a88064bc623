using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>What callers left for people: call backs that were promised, and messages.</summary>
internal sealed class CallerRequestsApi(ICallerRequests requests, AuditTrail audit)
{
    private const int DefaultPage = 50;
    private const int MaxPage = 500;
    private const int MaxNote = 500;

    public static void Map(RouteGroupBuilder api)
    {
        Map(api.MapGroup("/callbacks"), CallerRequestKind.Callback);
        Map(api.MapGroup("/messages"), CallerRequestKind.Message);
    }

    private static void Map(RouteGroupBuilder group, CallerRequestKind kind)
    {
        group.MapGet(
                "",
                (string? state, string? limit, string? before, CallerRequestsApi self, CancellationToken ct) => self.ListAsync(kind, state, limit, before, ct))
            .WithName($"List{kind}s").WithSummary($"{kind}s that agents took, newest first; state is open (default), done or all.")
            .Produces<IReadOnlyList<CallerRequest>>().ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/{id}/done", (string id, HttpContext context, CallerRequestsApi self) => self.FinishAsync(kind, id, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .WithName($"Finish{kind}").WithSummary($"Says that somebody saw to a {kind.ToString().ToLowerInvariant()}.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound)
            .WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes));
    }

    private async Task<IResult> ListAsync(CallerRequestKind kind, string? state, string? limit, string? before, CancellationToken cancellationToken)
    {
        if (state is not (null or "open" or "done" or "all"))
        {
            return ApiProblem.BadValue("state", "open, done or all");
        }

        if (!ApiValues.TryNumber(limit, DefaultPage, 1, MaxPage, out var count))
        {
            return ApiProblem.BadValue("limit", $"a number from 1 to {MaxPage}");
        }

        if (!ApiValues.TryTime(before, out var until))
        {
            return ApiProblem.BadValue("before", "an ISO 8601 time: at of the last one of the page before");
        }

        var found = await requests.ListAsync(kind, state switch { "done" => true, "all" => null, _ => false }, (int)count, until, cancellationToken);
        return TypedResults.Json(found, ApiJson.Default.IReadOnlyListCallerRequest);
    }

    private async Task<IResult> FinishAsync(CallerRequestKind kind, string id, HttpContext context)
    {
        var (body, problem) = await ApiBody.ReadAsync(context.Request, ApiJson.Default.ApprovalRequest, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        if (body?.Note is { Length: > MaxNote })
        {
            return ApiProblem.BadValue("note", $"at most {MaxNote} characters");
        }

        var who = context.User.Identity?.Name ?? "unknown";
        if (!await requests.FinishAsync(kind, id, who, body?.Note, CancellationToken.None))
        {
            return ApiProblem.Of(StatusCodes.Status404NotFound, "None is open by this id", "It was seen to before, or never was.");
        }

        await audit.ActedAsync(context, $"{kind.ToString().ToLowerInvariant()}.done", id, note: body?.Note);
        return TypedResults.NoContent();
    }
}
