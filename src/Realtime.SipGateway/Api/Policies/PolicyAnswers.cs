using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>What the endpoints of the policy have in common: conditions of requests, texts as bodies, and how publishing ends.</summary>
internal static class PolicyAnswers
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>A part of the policy as answer: what has no value is left out.</summary>
    public static JsonSerializerOptions PartOptions { get; } = new(PolicyJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Who asks, for the version and the audit log. Null with a problem when the note is too long.</summary>
    public static (PolicyOrigin? Origin, IResult? Problem) OriginOf(HttpContext context, string? note) => note?.Length > PolicyOrigin.MaxNote
        ? (null, ApiProblem.BadValue("note", string.Create(CultureInfo.InvariantCulture, $"at most {PolicyOrigin.MaxNote} characters")))
        : (new PolicyOrigin(ApiUser.ActorOf(context.User), PolicySource.Rest, string.IsNullOrWhiteSpace(note) ? null : note.Trim())
        {
            Remote = context.Connection.RemoteIpAddress?.ToString(),
        }, null);

    /// <summary>The version that <c>If-Match</c> names, which must be the one in force; null without such a header.</summary>
    public static (int? Expected, IResult? Problem) ExpectedOf(HttpContext context, PolicyVersion current)
    {
        if (IfMatch(context) is not { } tag || tag == "*")
        {
            return (null, null);
        }

        return tag == current.Name ? (current.Number, null) : (null, WithCurrent(
            StatusCodes.Status412PreconditionFailed, "Another version is in force", $"If-Match names {tag}. Look at what changed, then try again.", current));
    }

    /// <summary>The one entity tag of <c>If-Match</c> without its quotes; null without the header.</summary>
    public static string? IfMatch(HttpContext context) =>
        context.Request.Headers.IfMatch is [{ Length: > 0 } value, ..] ? value.Trim().Trim('"') : null;

    public static void Tag(HttpContext context, string tag) => context.Response.Headers.ETag = $"\"{tag}\"";

    /// <summary>A policy text, comments and all.</summary>
    public static IResult Text(HttpContext context, ReadOnlyMemory<byte> text, string tag)
    {
        Tag(context, tag);
        return Results.Bytes(text.ToArray(), Json);
    }

    /// <summary>The body as it was sent; bounded by the request size limit of the endpoint.</summary>
    public static async Task<(ReadOnlyMemory<byte> Text, IResult? Problem)> ReadTextAsync(HttpContext context)
    {
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return (body.ToArray(), null);
        }
        catch (BadHttpRequestException fault)
        {
            return (default, ApiProblem.Of(
                fault.StatusCode, "The body was not taken", string.Create(CultureInfo.InvariantCulture, $"It may have at most {PolicyReader.MaxBytes} bytes.")));
        }
    }

    /// <summary>A part of the policy as body, with the defaults and comments of the policy.</summary>
    public static async Task<(T? Value, IResult? Problem)> ReadPartAsync<T>(HttpContext context)
        where T : class
    {
        var (text, problem) = await ReadTextAsync(context);
        if (problem is not null)
        {
            return (null, problem);
        }

        try
        {
            return JsonSerializer.Deserialize<T>(text.Span, PolicyJson.Options) is { } value
                ? (value, null)
                : (null, ApiProblem.Of(StatusCodes.Status400BadRequest, "The body is not understood", "It is null."));
        }
        catch (JsonException fault)
        {
            return (null, ApiProblem.Of(
                StatusCodes.Status400BadRequest, "The body is not understood",
                string.Create(CultureInfo.InvariantCulture, $"Line {fault.LineNumber + 1}, {fault.Path ?? "$"}: expected JSON as documented, without other members.")));
        }
    }

    public static IResult Of(HttpContext context, PolicyPublication publication, string? missing = null)
    {
        switch (publication.Result)
        {
            case PolicyPublicationResult.Published or PolicyPublicationResult.Unchanged:
                Tag(context, publication.Version!.Name);
                return TypedResults.Json(
                    new PolicyPublicationView(
                        PolicyVersionView.Of(publication.Version), publication.Before?.Name, publication.Result == PolicyPublicationResult.Published),
                    PolicyApiJson.Default.PolicyPublicationView);
            case PolicyPublicationResult.Faulty:
                return Faulty(publication.Faults);
            case PolicyPublicationResult.Conflict:
                return WithCurrent(
                    StatusCodes.Status409Conflict, "Another version was published meanwhile", "Nothing was changed. Look at what changed, then try again.",
                    publication.Version!);
            default:
                return ApiProblem.Of(StatusCodes.Status404NotFound, "There is no such thing", missing ?? "There is nothing to publish.");
        }
    }

    public static IResult Faulty(IReadOnlyList<PolicyFault> faults) => Results.Problem(
        string.Join(' ', faults.Take(3).Select(static fault => fault + ".")) + (faults.Count > 3 ? " …" : ""),
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: string.Create(CultureInfo.InvariantCulture, $"The policy would have {faults.Count} faults; nothing was changed"),
        extensions: new Dictionary<string, object?>
        {
            ["errors"] = JsonSerializer.SerializeToNode(faults, PolicyApiJson.Default.IReadOnlyListPolicyFault),
        });

    private static IResult WithCurrent(int status, string title, string detail, PolicyVersion current) => Results.Problem(
        $"{detail} In force is {current.Name}, published by {current.Actor} at {current.At:O}.", statusCode: status, title: title,
        extensions: new Dictionary<string, object?>
        {
            ["current"] = JsonSerializer.SerializeToNode(PolicyVersionView.Of(current), PolicyApiJson.Default.PolicyVersionView),
        });
}
