using Microsoft.AspNetCore.Routing.Template;

namespace Realtime.SipGateway.Api;

/// <summary>Answers what no endpoint takes: another method (405), another kind of body (415), or nothing there (404).</summary>
internal static class ApiFallback
{
    public static IResult Answer(HttpContext context, EndpointDataSource endpoints)
    {
        var here = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 })
            .Where(endpoint => IsAt(endpoint, context.Request.Path))
            .SelectMany(static endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (here.Count == 0)
        {
            return ApiProblem.Of(StatusCodes.Status404NotFound, "No such resource", "The API has no such path; GET /api/openapi.json describes all it has.");
        }

        if (here.Contains(context.Request.Method))
        {
            return ApiProblem.Of(StatusCodes.Status415UnsupportedMediaType, "The body is no JSON", "Send it with Content-Type: application/json.");
        }

        var allowed = string.Join(", ", here.Order(StringComparer.Ordinal));
        context.Response.Headers.Allow = allowed;
        return ApiProblem.Of(StatusCodes.Status405MethodNotAllowed, "Not with this method", $"This path takes {allowed}.");
    }

    private static bool IsAt(RouteEndpoint endpoint, PathString path)
    {
        var template = new RouteTemplate(endpoint.RoutePattern);
        return new TemplateMatcher(template, []).TryMatch(path, []);
    }
}
