using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Hours;
using Realtime.SipGateway.Rules.Lists;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>Opening hours of the policy in force, and whether they are open now. Supervisors change them; each request is one version of the policy.</summary>
internal sealed class HoursApi(PolicyStore policies, PolicyEdits edits, TimeProvider time)
{
    private const string Section = "hours";

    public static void Map(RouteGroupBuilder api)
    {
        var hours = api.MapGroup("/hours").AddEndpointFilter<StoreOutage>();
        hours.MapGet("", static (HttpContext context, HoursApi self) => self.List(context))
            .Documented("ListHours", "Hours", "The opening hours of the policy, and whether they are open now").Produces<HoursSummaries>();
        hours.MapGet("/{name}", static (string name, HttpContext context, HoursApi self) => self.Get(name, context))
            .Documented("GetHours", "Hours", "Opening hours").Produces<HoursDefinition>().Problems(404);
        hours.MapPut("/{name}", static (string name, string? note, HttpContext context, HoursApi self) => self.PutAsync(name, note, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor)).WithMetadata(new RequestSizeLimitAttribute(PolicyReader.MaxBytes))
            .Documented("PutHours", "Hours", "Makes opening hours or replaces them; one version of the policy")
            .Takes<HoursDefinition>().Produces<PolicyPublicationView>().Problems(400, 409, 412, 413, 422, 503);
        hours.MapDelete("/{name}", static (string name, string? note, HttpContext context, HoursApi self) => self.DeleteAsync(name, note, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .Documented("DeleteHours", "Hours", "Takes opening hours out; refused while a rule names them")
            .Produces<PolicyPublicationView>().Problems(404, 409, 412, 422, 503);
    }

    private static IResult NoHours(string name) => ApiProblem.Of(StatusCodes.Status404NotFound, "No such hours", $"The policy in force has no hours {name}.");

    private JsonHttpResult<HoursSummaries> List(HttpContext context)
    {
        var policy = policies.Current;
        var now = time.GetUtcNow();
        PolicyAnswers.Tag(context, policy.Version);
        return TypedResults.Json(
            new HoursSummaries(policy.Version, [.. policy.Document.Hours.Select(hours => Summary(hours.Key, hours.Value, now))]), PolicyApiJson.Default.HoursSummaries);
    }

    private static HoursSummary Summary(string name, HoursDefinition hours, DateTimeOffset now)
    {
        var (isOpen, why) = new OpeningHours(hours).StateAt(now);
        return new HoursSummary(name, hours.Description, hours.TimeZone, isOpen, why);
    }

    private IResult Get(string name, HttpContext context)
    {
        var policy = policies.Current;
        if (!policy.Document.Hours.TryGetValue(name, out var hours))
        {
            return NoHours(name);
        }

        PolicyAnswers.Tag(context, policy.Version);
        return TypedResults.Json(hours, PolicyAnswers.PartOptions);
    }

    private async Task<IResult> PutAsync(string name, string? note, HttpContext context)
    {
        var (hours, problem) = await PolicyAnswers.ReadPartAsync<HoursDefinition>(context);
        return problem ?? await ApplyAsync(
            editor =>
            {
                ListEdit.Put(editor, Section, name, hours!);
                return true;
            },
            name, $"hours {name}", note, context);
    }

    private Task<IResult> DeleteAsync(string name, string? note, HttpContext context) => ApplyAsync(
        editor => editor.Root.Member(Section) is { } hours && editor.Remove(hours, name), name, $"hours {name} removed", note, context);

    private async Task<IResult> ApplyAsync(Func<JsonTextEditor, bool> edit, string name, string what, string? note, HttpContext context)
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

        var publication = await edits.ApplyAsync(
            edit, origin! with { Note = origin.Note is null ? what : $"{what}: {origin.Note}" }, expected, context.RequestAborted);
        return publication.Result == PolicyPublicationResult.Missing ? NoHours(name) : PolicyAnswers.Of(context, publication);
    }
}
