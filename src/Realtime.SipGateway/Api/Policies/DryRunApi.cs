using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.DryRuns;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>What another policy would have done with the calls of late.</summary>
internal sealed class DryRunApi(PolicyStore policies, IPolicyLedger ledger, DryRun dryRun) : IDisposable
{
    /// <summary>It reads thousands of calls from the store: one at a time, so that the calls of now have it for themselves.</summary>
    private readonly SemaphoreSlim _one = new(1, 1);

    public static void Map(RouteGroupBuilder api) => api.MapGroup("/policy").AddEndpointFilter<StoreOutage>()
        .MapPost("/dry-run", static (HttpContext context, string? last, string? since, string? version, DryRunApi self) => self.RunAsync(context, last, since, version))
        .WithMetadata(new RequestSizeLimitAttribute(PolicyReader.MaxBytes))
        .Documented(
            "DryRunPolicy", "Policy", "Which recorded calls another policy would have decided otherwise",
            $"Tries the policy in the body; without one the version that is named, or the draft. Looks at the last calls, {DryRun.DefaultCalls} when not said otherwise, "
            + $"at most {DryRun.MaxCalls}.")
        .Takes<JsonObject>(isOptional: true).Produces<DryRunReport>().Problems(400, 404, 413, 422, 503);

    public void Dispose() => _one.Dispose();

    private async Task<IResult> RunAsync(HttpContext context, string? last, string? since, string? version)
    {
        if (!ApiValues.TryNumber(last, DryRun.DefaultCalls, 1, DryRun.MaxCalls, out var calls))
        {
            return ApiProblem.BadValue("last", string.Create(CultureInfo.InvariantCulture, $"a number from 1 to {DryRun.MaxCalls}"));
        }

        if (!ApiValues.TryTime(since, out var from))
        {
            return ApiProblem.BadValue("since", "an ISO 8601 time");
        }

        var (text, problem) = await PolicyAnswers.ReadTextAsync(context);
        if (problem is not null)
        {
            return problem;
        }

        (var name, text) = await TextAsync(text, version, context.RequestAborted);
        if (name is null)
        {
            return ApiProblem.Of(
                StatusCodes.Status404NotFound, "Nothing to try", version is null ? "There is no draft; send a policy as body." : $"{version} is no version that is kept.");
        }

        var read = PolicyReader.Read(text, policies.Site);
        if (read.Document is null)
        {
            return PolicyAnswers.Faulty(read.Faults);
        }

        if (!await _one.WaitAsync(TimeSpan.Zero, context.RequestAborted))
        {
            context.Response.Headers.RetryAfter = "5";
            return ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "A dry run is under way", "One at a time; try again in a little while.");
        }

        try
        {
            var report = await dryRun.RunAsync(new Policy(name, read.Document), policies.DefaultTarget, (int)calls, from, context.RequestAborted);
            return TypedResults.Json(report, PolicyApiJson.Default.DryRunReport);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<(string? Name, ReadOnlyMemory<byte> Text)> TextAsync(ReadOnlyMemory<byte> body, string? version, CancellationToken cancellationToken)
    {
        if (!body.IsEmpty)
        {
            return ("document", body);
        }

        if (version is null)
        {
            return await ledger.DraftAsync(cancellationToken) is { } draft ? ("draft", draft.Text) : default;
        }

        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && await ledger.FindAsync(number, cancellationToken) is { } found && await ledger.TextAsync(number, cancellationToken) is { } text
            ? (found.Name, text)
            : default;
    }
}
