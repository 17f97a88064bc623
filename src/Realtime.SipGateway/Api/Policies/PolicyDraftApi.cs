using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>The draft that admins share: write, check, compare, publish.</summary>
internal sealed class PolicyDraftApi(PolicyStore policies, PolicyDrafts drafts, AuditTrail audit)
{
    public static void Map(RouteGroupBuilder api)
    {
        var policy = api.MapGroup("/policy").AddEndpointFilter<StoreOutage>();
        policy.MapGet("/draft", static (HttpContext context, PolicyDraftApi self) => self.GetAsync(context))
            .Documented("GetPolicyDraft", "Policy", "The draft that admins share, and what is wrong with it").Produces<PolicyDraftView>().Problems(404, 503);
        policy.MapGet("/draft/document", static (HttpContext context, PolicyDraftApi self) => self.DocumentAsync(context))
            .Documented("GetPolicyDraftDocument", "Policy", "The text of the draft").Produces<JsonObject>().Problems(404, 503);
        policy.MapPut("/draft", static (HttpContext context, int? based_on, PolicyDraftApi self) => self.PutAsync(context, based_on))
            .RequireAuthorization(nameof(ApiScope.Admin)).WithMetadata(new RequestSizeLimitAttribute(PolicyReader.MaxBytes))
            .Documented(
                "SavePolicyDraft", "Policy", "Saves the draft, with faults and all",
                "If-Match names the draft that was seen; without it only a draft of one's own is replaced. based_on says which version it is to replace, "
                + "where that is another one than before.")
            .Takes<JsonObject>().Produces<PolicyDraftView>().Problems(400, 409, 412, 413, 503);
        policy.MapDelete("/draft", static (HttpContext context, PolicyDraftApi self) => self.DeleteAsync(context))
            .RequireAuthorization(nameof(ApiScope.Admin))
            .Documented("DropPolicyDraft", "Policy", "Throws the draft away").Produces(StatusCodes.Status204NoContent).Problems(404, 409, 412, 503);
        policy.MapPost("/draft/validate", static (HttpContext context, PolicyDraftApi self) => self.ValidateAsync(context))
            .WithMetadata(new RequestSizeLimitAttribute(PolicyReader.MaxBytes))
            .Documented("ValidatePolicy", "Policy", "Every fault of a text, or without a body of the draft; saves nothing")
            .Takes<JsonObject>(isOptional: true).Produces<PolicyValidationView>().Problems(404, 413, 503);
        policy.MapGet("/draft/diff", static (PolicyVersionsApi versions, CancellationToken ct) => versions.DiffAsync("current", "draft", ct))
            .Documented("DiffPolicyDraft", "Policy", "What the draft would change").Produces<PolicyDiffView>().Problems(404, 422, 503);
        policy.MapPost("/publish", static (HttpContext context, PolicyDraftApi self) => self.PublishAsync(context))
            .RequireAuthorization(nameof(ApiScope.Admin)).WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes))
            .Documented(
                "PublishPolicyDraft", "Policy", "Puts the draft in force", "It replaces the version that it is based on and no other; 422 tells every fault in errors.")
            .Takes<PublishRequest>(isOptional: true).Produces<PolicyPublicationView>().Problems(400, 404, 409, 412, 413, 422, 503);
    }

    private static IResult NoDraft() =>
        ApiProblem.Of(StatusCodes.Status404NotFound, "No draft", "Nobody has saved a draft since the last one was published.");

    private async Task<IResult> GetAsync(HttpContext context) => await drafts.GetAsync(context.RequestAborted) is { } draft ? View(context, draft) : NoDraft();

    private JsonHttpResult<PolicyDraftView> View(HttpContext context, PolicyDraft draft)
    {
        PolicyAnswers.Tag(context, draft.Hash);
        return TypedResults.Json(
            new PolicyDraftView(
                draft.Hash, draft.BasedOn, draft.BasedOn != policies.Current.Published.Number, draft.At, draft.Author,
                PolicyReader.Read(draft.Text, policies.Site).Faults),
            PolicyApiJson.Default.PolicyDraftView);
    }

    private async Task<IResult> DocumentAsync(HttpContext context) =>
        await drafts.GetAsync(context.RequestAborted) is { } draft ? PolicyAnswers.Text(context, draft.Text, draft.Hash) : NoDraft();

    private async Task<IResult> PutAsync(HttpContext context, int? basedOn)
    {
        if (basedOn is { } number && (number < 1 || number > policies.Current.Published.Number))
        {
            return ApiProblem.BadValue("based_on", "the number of a published version");
        }

        var (text, problem) = await PolicyAnswers.ReadTextAsync(context);
        if (problem is not null)
        {
            return problem;
        }

        var actor = ApiUser.ActorOf(context.User);
        if (await drafts.SaveAsync(text, actor, PolicyAnswers.IfMatch(context), basedOn, context.RequestAborted) is not { } draft)
        {
            return await ConflictAsync(context);
        }

        await audit.ActedAsync(context, "policy.draft_saved", "draft", new JsonObject { ["sha256"] = draft.Hash, ["based_on"] = draft.BasedOn });
        return View(context, draft);
    }

    private async Task<IResult> DeleteAsync(HttpContext context)
    {
        if (await drafts.GetAsync(context.RequestAborted) is not { } draft)
        {
            return NoDraft();
        }

        var expected = PolicyAnswers.IfMatch(context) ?? (draft.Author == ApiUser.ActorOf(context.User) ? draft.Hash : null);
        if (expected is null || !await drafts.DropAsync(expected, context.RequestAborted))
        {
            return await ConflictAsync(context);
        }

        await audit.ActedAsync(context, "policy.draft_dropped", "draft", new JsonObject { ["sha256"] = expected });
        return TypedResults.NoContent();
    }

    private async Task<IResult> ConflictAsync(HttpContext context)
    {
        var draft = await drafts.GetAsync(context.RequestAborted);
        var why = draft is null ? "There is no draft any more." : $"{draft.Author} saved it at {draft.At:O}. Read it, then send its ETag as If-Match.";
        return PolicyAnswers.IfMatch(context) is null
            ? ApiProblem.Of(StatusCodes.Status409Conflict, "The draft is somebody else's", why)
            : ApiProblem.Of(StatusCodes.Status412PreconditionFailed, "The draft was changed meanwhile", why);
    }

    /// <summary>The body, or without one the draft.</summary>
    private async Task<IResult> ValidateAsync(HttpContext context)
    {
        var (text, problem) = await PolicyAnswers.ReadTextAsync(context);
        if (problem is not null)
        {
            return problem;
        }

        if (text.IsEmpty)
        {
            if (await drafts.GetAsync(context.RequestAborted) is not { } draft)
            {
                return NoDraft();
            }

            text = draft.Text;
        }

        var faults = PolicyReader.Read(text, policies.Site).Faults;
        return TypedResults.Json(new PolicyValidationView(faults.Count == 0, faults), PolicyApiJson.Default.PolicyValidationView);
    }

    private async Task<IResult> PublishAsync(HttpContext context)
    {
        var (request, problem) = await ApiBody.ReadAsync(context.Request, PolicyApiJson.Default.PublishRequest, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        (var origin, problem) = PolicyAnswers.OriginOf(context, request?.Note);
        if (problem is not null)
        {
            return problem;
        }

        var tag = PolicyAnswers.IfMatch(context);
        if (tag is not null && tag != "*" && await drafts.GetAsync(context.RequestAborted) is { } draft && draft.Hash != tag)
        {
            return await ConflictAsync(context);
        }

        return PolicyAnswers.Of(
            context, await drafts.PublishAsync(origin!, tag == "*" ? null : tag, context.RequestAborted), "Nobody has saved a draft since the last one was published.");
    }
}
