using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Lists;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>Number lists of the policy in force. Supervisors change them from call to call; each request is one version of the policy.</summary>
internal sealed class ListsApi(PolicyStore policies, PolicyEdits edits)
{
    private const int DefaultPage = 1_000;

    private const int MaxPage = 10_000;

    public static void Map(RouteGroupBuilder api)
    {
        var lists = api.MapGroup("/lists").AddEndpointFilter<StoreOutage>();
        lists.MapGet("", static (HttpContext context, ListsApi self) => self.List(context))
            .Documented("ListNumberLists", "Lists", "The number lists of the policy").Produces<ListSummaries>();
        lists.MapGet("/{name}", static (string name, string? limit, string? cursor, HttpContext context, ListsApi self) => self.Get(name, limit, cursor, context))
            .Documented("GetNumberList", "Lists", "A number list, in pages").Produces<ListView>().Problems(400, 404);
        lists.MapPut("/{name}", static (string name, string? note, HttpContext context, ListsApi self) => self.PutAsync(name, note, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor)).WithMetadata(new RequestSizeLimitAttribute(PolicyReader.MaxBytes))
            .Documented("PutNumberList", "Lists", "Makes a number list or replaces it whole; one version of the policy")
            .Takes<NumberListDefinition>().Produces<PolicyPublicationView>().Problems(400, 409, 412, 413, 422, 503);
        lists.MapPatch("/{name}", static (string name, string? note, HttpContext context, ListsApi self) => self.PatchAsync(name, note, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor)).WithMetadata(new RequestSizeLimitAttribute(PolicyReader.MaxBytes))
            .Documented("ChangeNumberList", "Lists", "Adds and removes numbers; one version of the policy", "Comments and layout of the document stay.")
            .Takes<ListChangeRequest>().Produces<ListChangeView>().Problems(400, 404, 409, 412, 413, 422, 503);
        lists.MapDelete("/{name}", static (string name, string? note, HttpContext context, ListsApi self) => self.DeleteAsync(name, note, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .Documented("DeleteNumberList", "Lists", "Takes a number list out; refused while a rule names it")
            .Produces<PolicyPublicationView>().Problems(404, 409, 412, 422, 503);
    }

    private static IResult NoList(string name) => ApiProblem.Of(StatusCodes.Status404NotFound, "No such list", $"The policy in force has no list {name}.");

    private JsonHttpResult<ListSummaries> List(HttpContext context)
    {
        var policy = policies.Current;
        PolicyAnswers.Tag(context, policy.Version);
        return TypedResults.Json(
            new ListSummaries(
                policy.Version, [.. policy.Document.Lists.Select(static list => new ListSummary(list.Key, list.Value.Description, list.Value.Entries.Count))]),
            PolicyApiJson.Default.ListSummaries);
    }

    private IResult Get(string name, string? limit, string? cursor, HttpContext context)
    {
        var policy = policies.Current;
        if (!policy.Document.Lists.TryGetValue(name, out var list))
        {
            return NoList(name);
        }

        if (!ApiValues.TryNumber(limit, DefaultPage, 1, MaxPage, out var count))
        {
            return ApiProblem.BadValue("limit", string.Create(CultureInfo.InvariantCulture, $"a number from 1 to {MaxPage}"));
        }

        if (!ApiValues.TryNumber(cursor, 0, 0, int.MaxValue, out var from))
        {
            return ApiProblem.BadValue("cursor", "next of the page before");
        }

        PolicyAnswers.Tag(context, policy.Version);
        var page = list.Entries.Skip((int)from).Take((int)count).Select(static entry => new ListEntryView(entry.Number, entry.Note, entry.Until)).ToList();
        var next = (int)from + page.Count;
        return TypedResults.Json(
            new ListView(name, policy.Version, list.Description, list.Entries.Count, page, next < list.Entries.Count ? next : null), PolicyApiJson.Default.ListView);
    }

    private async Task<IResult> PutAsync(string name, string? note, HttpContext context)
    {
        var (list, problem) = await PolicyAnswers.ReadPartAsync<NumberListDefinition>(context);
        if (problem is not null)
        {
            return problem;
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"list {name}: {list!.Entries.Count} entries");
        (var publication, problem) = await ApplyAsync(
            editor =>
            {
                ListEdit.Put(editor, "lists", name, list);
                return true;
            },
            what, note, context);
        return problem ?? PolicyAnswers.Of(context, publication!);
    }

    private async Task<IResult> PatchAsync(string name, string? note, HttpContext context)
    {
        var (request, problem) = await PolicyAnswers.ReadPartAsync<ListChangeRequest>(context);
        if (problem is not null)
        {
            return problem;
        }

        if (!policies.Current.Document.Lists.ContainsKey(name))
        {
            return NoList(name);
        }

        var edit = new ListEdit(name, request!.Add, request.Remove);
        var what = string.Create(CultureInfo.InvariantCulture, $"list {name}: {request.Add.Count} to add, {request.Remove.Count} to remove");
        (var publication, problem) = await ApplyAsync(edit.Apply, what, note, context);
        if (problem is not null || publication!.Result is PolicyPublicationResult.Faulty or PolicyPublicationResult.Conflict)
        {
            return problem ?? PolicyAnswers.Of(context, publication!);
        }

        // Nothing that was asked for is new: the list is as it should be.
        PolicyAnswers.Tag(context, publication.Version!.Name);
        return TypedResults.Json(
            publication.Result == PolicyPublicationResult.Published
                ? new ListChangeView(publication.Version.Name, edit.Added, edit.Replaced, edit.Removed)
                : new ListChangeView(publication.Version.Name, 0, 0, 0),
            PolicyApiJson.Default.ListChangeView);
    }

    private async Task<IResult> DeleteAsync(string name, string? note, HttpContext context)
    {
        var (publication, problem) = await ApplyAsync(
            editor => editor.Root.Member("lists") is { } lists && editor.Remove(lists, name), $"list {name} removed", note, context);
        return problem ?? (publication!.Result == PolicyPublicationResult.Missing ? NoList(name) : PolicyAnswers.Of(context, publication));
    }

    private async Task<(PolicyPublication? Publication, IResult? Problem)> ApplyAsync(
        Func<JsonTextEditor, bool> edit, string what, string? note, HttpContext context)
    {
        var (origin, problem) = PolicyAnswers.OriginOf(context, note);
        if (problem is not null)
        {
            return (null, problem);
        }

        (var expected, problem) = PolicyAnswers.ExpectedOf(context, policies.Current.Published);
        return problem is not null
            ? (null, problem)
            : (await edits.ApplyAsync(edit, origin! with { Note = origin.Note is null ? what : $"{what}: {origin.Note}" }, expected, context.RequestAborted), null);
    }
}
