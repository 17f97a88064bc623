using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Api.Policies;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Api;

/// <summary>The policy: which one is in force, and what it would do with a hypothetical call (P8).</summary>
internal sealed class PolicyApi(PolicyStore policies, ITrunkStatus trunks, ActiveCalls calls, TimeProvider time)
{
    private const int MaxLength = 256;

    /// <summary>As many as a call's facts hold, and as long.</summary>
    private const int MaxHeaders = 64;

    private const int MaxHeader = 512;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/policy", static (HttpContext context, PolicyApi self) => self.Get(context))
            .Documented("GetPolicy", "Policy", "The policy in force, and what is wrong with the file if it was refused")
            .Produces<PolicyView>();
        api.MapPost("/policy/explain", static (HttpContext context, PolicyApi self) => self.ExplainAsync(context))
            .WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes))
            .Documented("ExplainPolicy", "Policy", "What the policy in force would do with a hypothetical call, and why")
            .Takes<ExplainRequest>()
            .Produces<CallDecision>()
            .Problems(400, 413);
    }

    private JsonHttpResult<PolicyView> Get(HttpContext context)
    {
        var policy = policies.Current;
        var rejected = policies.LastRejected;
        PolicyAnswers.Tag(context, policy.Version);
        return TypedResults.Json(
            new PolicyView(
                policy.Version, PolicyVersionView.Of(policy.Published), policies.FileHash is { } file && file != policy.Published.Hash, policy.Document.Rules.Count, [.. policy.Document.Agents.Keys], rejected?.At,
                rejected is null ? null : [.. rejected.Faults.Select(fault => fault.ToString())]),
            ApiJson.Default.PolicyView);
    }

    /// <summary>As a real call over that trunk would show it to the rules.</summary>
    private string AsSeen(string? trunk, string? number) => trunk is null ? number ?? "" : trunks.Normalise(trunk, number ?? "");

    private async Task<IResult> ExplainAsync(HttpContext context)
    {
        var (request, problem) = await ApiBody.ReadAsync(context.Request, ApiJson.Default.ExplainRequest, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        if (request is null || new[] { request.Dialled, request.Caller, request.Trunk, request.Verstat, request.Attestation, request.Media }.Any(text => text?.Length > MaxLength))
        {
            return ApiProblem.BadValue("the body", $"dialled, caller, trunk, verstat, attestation and media, each at most {MaxLength} characters");
        }

        var headers = request.Headers ?? new Dictionary<string, string>();
        if (headers.Count > MaxHeaders || headers.Any(static header => header.Key.Length > MaxLength || header.Value is null || header.Value.Length > MaxHeader))
        {
            return ApiProblem.BadValue("headers", $"at most {MaxHeaders} headers, their values at most {MaxHeader} characters");
        }

        var facts = new CallFacts
        {
            Source = request.Source ?? CallSourceKind.Sip,
            Dialled = AsSeen(request.Trunk, request.Dialled),
            Caller = AsSeen(request.Trunk, request.Caller),
            Trunk = request.Trunk,
            Verstat = request.Verstat,
            Attestation = request.Attestation,
            MediaSecurity = request.Media,
            At = request.At ?? time.GetUtcNow(),
            Load = calls.LoadFor(request.Trunk, AsSeen(request.Trunk, request.Caller)),
            Headers = [.. headers],
        };
        return TypedResults.Json(policies.Admit(RuleEngine.Explain(policies.Current, facts, policies.DefaultTarget), facts), ApiJson.Default.CallDecision);
    }
}
