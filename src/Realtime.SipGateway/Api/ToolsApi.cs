using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>Calls of tools that wait for a person: who may decide sees what it is about, and decides once.</summary>
internal sealed class ToolsApi(IToolApprovals approvals, AuditTrail audit, ILogger<ToolsApi> log)
{
    private const int MaxNote = 500;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/approvals", static (ToolsApi self) => self.List(null))
            .WithName("ListApprovals").WithSummary("Calls of tools that wait for approval, oldest first.");
        api.MapGet("/calls/{id}/approvals", static Results<JsonHttpResult<IReadOnlyList<WaitingApproval>>, ProblemHttpResult> (string id, ToolsApi self) =>
                CallId.TryParse(id, out var call) ? self.List(call) : Unknown())
            .WithName("ListApprovalsOfCall").WithSummary("Calls of tools of one call that wait for approval.");
        MapDecision(api, "approve", approve: true).WithName("ApproveTool").WithSummary("Lets a waiting call of a tool run.");
        MapDecision(api, "deny", approve: false).WithName("DenyTool").WithSummary("Keeps a waiting call of a tool from running; the agent is told, with the note.");
    }

    private static RouteHandlerBuilder MapDecision(RouteGroupBuilder api, string verb, bool approve) =>
        api.MapPost(
                $"/calls/{{id}}/tools/{{functionCallId}}/{verb}",
                (string id, string functionCallId, HttpContext context, ToolsApi self) => self.DecideAsync(id, functionCallId, approve, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes));

    private JsonHttpResult<IReadOnlyList<WaitingApproval>> List(CallId? call) =>
        TypedResults.Json(approvals.List(call), ApiJson.Default.IReadOnlyListWaitingApproval);

    private async Task<IResult> DecideAsync(string id, string functionCallId, bool approve, HttpContext context)
    {
        var (body, problem) = await ApiBody.ReadAsync(context.Request, ApiJson.Default.ApprovalRequest, context.RequestAborted);
        return problem ?? await DecideAsync(id, functionCallId, approve, body, context);
    }

    /// <summary>Whichever way the decision came.</summary>
    public async Task<IResult> DecideAsync(string id, string functionCallId, bool approve, ApprovalRequest? body, HttpContext context)
    {
        if (body?.Note is { Length: > MaxNote })
        {
            return ApiProblem.BadValue("note", $"at most {MaxNote} characters");
        }

        var who = context.User.Identity?.Name ?? "unknown";
        var note = body?.Note is { } given ? string.Concat(given.Where(static character => !char.IsControl(character))).Trim() : null;
        if (!CallId.TryParse(id, out var call) || !approvals.Decide(call, functionCallId, approve, who, note))
        {
            return Unknown();
        }

        log.ToolDecided(call, functionCallId, approve, who);
        await audit.ActedAsync(
            context, approve ? "tool.approved" : "tool.denied", call.Value, new JsonObject { ["function_call_id"] = functionCallId }, note);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Unknown() => TypedResults.Problem(
        "It was decided, its time is over, or it never was.", statusCode: StatusCodes.Status404NotFound, title: "Nothing waits for approval by this name");
}
