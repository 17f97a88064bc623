using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>The published versions of the policy: look, compare, publish a text, go back to an earlier one.</summary>
internal sealed class PolicyVersionsApi(PolicyStore policies, PolicyVersions versions, IPolicyLedger ledger)
{
    private const int DefaultPage = 50;

    private const int MaxPage = 500;

    private const string Draft = "draft";

    private const string Current = "current";

    private static readonly byte[] Schema = Encoding.UTF8.GetBytes(PolicySchema.Instance.Root.GetRawText());

    public static void Map(RouteGroupBuilder api)
    {
        var policy = api.MapGroup("/policy").AddEndpointFilter<StoreOutage>();
        policy.MapGet("/schema", static () => Results.Bytes(Schema, "application/schema+json"))
            .Documented("GetPolicySchema", "Policy", "The JSON Schema of the policy document, for editors")
            .Produces<JsonObject>(StatusCodes.Status200OK, "application/schema+json");
        policy.MapGet("/document", static (HttpContext context, PolicyVersionsApi self) => self.Document(context))
            .Documented("GetPolicyDocument", "Policy", "The text of the policy in force", "As it was written, with comments. Its ETag is the version.")
            .Produces<JsonObject>();
        policy.MapPut("/document", static (HttpContext context, string? note, PolicyVersionsApi self) => self.PutAsync(context, note))
            .RequireAuthorization(nameof(ApiScope.Admin)).WithMetadata(new RequestSizeLimitAttribute(PolicyReader.MaxBytes))
            .Documented(
                "PutPolicyDocument", "Policy", "Publishes a text at once",
                "Kept byte for byte, comments included. With If-Match it replaces that version and no other. 422 tells every fault in errors.")
            .Takes<JsonObject>().Produces<PolicyPublicationView>().Problems(400, 409, 412, 413, 422, 503);
        policy.MapGet("/versions", static (string? limit, string? cursor, PolicyVersionsApi self, CancellationToken ct) => self.ListAsync(limit, cursor, ct))
            .Documented("ListPolicyVersions", "Policy", "The published versions, newest first").Produces<PolicyVersionPage>().Problems(400, 503);
        policy.MapGet("/versions/{number:int:min(1)}", static (int number, PolicyVersionsApi self, CancellationToken ct) => self.GetAsync(number, ct))
            .Documented("GetPolicyVersion", "Policy", "Who published a version, when and why").Produces<PolicyVersionView>().Problems(404, 503);
        policy.MapGet(
            "/versions/{number:int:min(1)}/document", static (int number, HttpContext context, PolicyVersionsApi self) => self.DocumentAsync(number, context))
            .Documented("GetPolicyVersionDocument", "Policy", "The text of a version").Produces<JsonObject>().Problems(404, 503);
        policy.MapGet("/diff", static (string? from, string? to, PolicyVersionsApi self, CancellationToken ct) => self.DiffAsync(from ?? Current, to ?? Draft, ct))
            .Documented(
                "DiffPolicies", "Policy", "What differs between two versions", "from and to are numbers, current or draft; without them: what the draft would change.")
            .Produces<PolicyDiffView>().Problems(404, 422, 503);
        policy.MapPost("/rollback", static (HttpContext context, PolicyVersionsApi self) => self.RollBackAsync(context))
            .RequireAuthorization(nameof(ApiScope.Admin)).WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes))
            .Documented("RollBackPolicy", "Policy", "Puts an earlier version in force again, as a new version")
            .Takes<RollbackRequest>().Produces<PolicyPublicationView>().Problems(400, 404, 409, 412, 413, 422, 503);
    }

    /// <summary>Two texts by number, <c>current</c> or <c>draft</c>.</summary>
    public async Task<IResult> DiffAsync(string from, string to, CancellationToken cancellationToken)
    {
        if (await FindAsync(from, cancellationToken) is not { } before)
        {
            return NoText(from);
        }

        if (await FindAsync(to, cancellationToken) is not { } after)
        {
            return NoText(to);
        }

        try
        {
            return TypedResults.Json(
                new PolicyDiffView(
                    before.Name, after.Name, PolicyDiff.Compare(before.Text, after.Text),
                    LineDiff.Unified(Encoding.UTF8.GetString(before.Text.Span), Encoding.UTF8.GetString(after.Text.Span), before.Name, after.Name)),
                PolicyApiJson.Default.PolicyDiffView);
        }
        catch (JsonException)
        {
            return PolicyAnswers.Faulty(PolicyReader.Read(after.Text, policies.Site).Faults);
        }
    }

    private static IResult NoText(string name) => name == Draft
        ? ApiProblem.Of(StatusCodes.Status404NotFound, "No draft", "Nobody has saved a draft since the last one was published.")
        : ApiProblem.Of(StatusCodes.Status404NotFound, "No such version", $"{name} is no version that is kept; write a number, current or draft.");

    private async Task<(string Name, ReadOnlyMemory<byte> Text)?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (name == Current)
        {
            return (policies.Current.Version, policies.Current.Json);
        }

        if (name == Draft)
        {
            return await ledger.DraftAsync(cancellationToken) is { } draft ? (Draft, draft.Text) : null;
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && await ledger.FindAsync(number, cancellationToken) is { } version && await ledger.TextAsync(number, cancellationToken) is { } text
            ? (version.Name, text)
            : null;
    }

    private IResult Document(HttpContext context) => PolicyAnswers.Text(context, policies.Current.Json, policies.Current.Version);

    private async Task<IResult> PutAsync(HttpContext context, string? note)
    {
        var (origin, problem) = PolicyAnswers.OriginOf(context, note);
        if (problem is not null)
        {
            return problem;
        }

        (var expected, problem) = PolicyAnswers.ExpectedOf(context, policies.Current.Published);
        if (problem is not null)
        {
            return problem;
        }

        (var text, problem) = await PolicyAnswers.ReadTextAsync(context);
        return problem ?? PolicyAnswers.Of(context, await versions.PublishAsync(text, origin!, expected, context.RequestAborted));
    }

    private async Task<IResult> ListAsync(string? limit, string? cursor, CancellationToken cancellationToken)
    {
        if (!ApiValues.TryNumber(limit, DefaultPage, 1, MaxPage, out var count))
        {
            return ApiProblem.BadValue("limit", string.Create(CultureInfo.InvariantCulture, $"a number from 1 to {MaxPage}"));
        }

        if (!ApiValues.TryNumber(cursor, int.MaxValue, 1, int.MaxValue, out var before))
        {
            return ApiProblem.BadValue("cursor", "next of the page before");
        }

        var page = await ledger.ListAsync((int)count, (int)before, cancellationToken);
        return TypedResults.Json(
            new PolicyVersionPage([.. page.Select(PolicyVersionView.Of)], page.Count == count ? page[^1].Number : null), PolicyApiJson.Default.PolicyVersionPage);
    }

    private async Task<IResult> GetAsync(int number, CancellationToken cancellationToken) => await ledger.FindAsync(number, cancellationToken) is { } version
        ? TypedResults.Json(PolicyVersionView.Of(version), PolicyApiJson.Default.PolicyVersionView)
        : NoText(number.ToString(CultureInfo.InvariantCulture));

    private async Task<IResult> DocumentAsync(int number, HttpContext context)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        return await FindAsync(name, context.RequestAborted) is { } found ? PolicyAnswers.Text(context, found.Text, found.Name) : NoText(name);
    }

    private async Task<IResult> RollBackAsync(HttpContext context)
    {
        var (request, problem) = await ApiBody.ReadAsync(context.Request, PolicyApiJson.Default.RollbackRequest, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        if (request is not { To: > 0 })
        {
            return ApiProblem.BadValue("to", "the number of an earlier version");
        }

        (var origin, problem) = PolicyAnswers.OriginOf(context, request.Note);
        if (problem is not null)
        {
            return problem;
        }

        (var expected, problem) = PolicyAnswers.ExpectedOf(context, policies.Current.Published);
        return problem ?? PolicyAnswers.Of(
            context, await versions.RollBackAsync(request.To, origin!, expected, context.RequestAborted),
            string.Create(CultureInfo.InvariantCulture, $"{request.To} is no version that is kept."));
    }
}
