using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;

namespace Realtime.SipGateway.Api.Description;

/// <summary>What every endpoint says of itself, in one line each.</summary>
internal static class ApiDocumented
{
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="id">Its operation id: what generated clients call it.</param>
    /// <param name="tag">Group in the document.</param>
    /// <param name="summary">What it does, in a few words.</param>
    /// <param name="description">What there is to know besides.</param>
    public static RouteHandlerBuilder Documented(this RouteHandlerBuilder endpoint, string id, string tag, string summary, string? description = null)
    {
        endpoint.WithName(id).WithTags(tag).WithSummary(summary);
        return description is null ? endpoint : endpoint.WithDescription(description);
    }

    /// <summary>
    /// Its body, as JSON. Without content types for the platform: it would send what it does not take to the fallback, and with it every
    /// request without a body; <see cref="ApiBody"/> looks at the type.
    /// </summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, bool isOptional = false) =>
        endpoint.WithMetadata(new AcceptsMetadata([], typeof(T), isOptional)).Problems(StatusCodes.Status415UnsupportedMediaType);

    /// <summary>Its answer is one of two shapes.</summary>
    public static RouteHandlerBuilder ProducesEither<TOne, TOther>(this RouteHandlerBuilder endpoint) => endpoint
        .Produces<TOne>()
        .AddOpenApiOperationTransformer(static async (operation, context, cancellationToken) =>
        {
            var one = await context.GetOrCreateSchemaAsync(typeof(TOne), cancellationToken: cancellationToken);
            var other = await context.GetOrCreateSchemaAsync(typeof(TOther), cancellationToken: cancellationToken);
            ApiSchemas.LeaveOutNull(one);
            ApiSchemas.LeaveOutNull(other);
            operation.Responses!["200"].Content!["application/json"].Schema = new OpenApiSchema { OneOf = [one, other] };
        });

    /// <summary>The problems that it may answer with, besides those of the key.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }
}
