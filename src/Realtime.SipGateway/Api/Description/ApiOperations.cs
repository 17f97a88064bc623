using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Realtime.SipGateway.Api.Description;

/// <summary>Says of each operation which scope it needs and how it is proved.</summary>
internal sealed class ApiOperations : IOpenApiOperationTransformer
{
    public const string Bearer = "bearer";

    public const string Header = "header";

    public const string Cookie = "session";

    private const string ScopeExtension = "x-scope";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var scopes = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()
            .Select(static demand => Enum.TryParse<ApiScope>(demand.Policy, out var scope) ? scope : (ApiScope?)null)
            .Where(static scope => scope is not null)
            .ToList();
        if (scopes.Max() is not { } scope)
        {
            operation.Security = [];
            return Task.CompletedTask;
        }

        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Cookie, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Header, context.Document)] = [] },
        ];
        operation.AddExtension(ScopeExtension, new JsonNodeExtension(JsonValue.Create(scope.ToString().ToLowerInvariant())));
        Refuses(operation, "401", "No valid key.");
        Refuses(operation, "403", $"The key's scope is below {scope.ToString().ToLowerInvariant()}.");
        Refuses(operation, "429", "Too many requests with this key; Retry-After says when to come again.");
        return Task.CompletedTask;
    }

    private static void Refuses(OpenApiOperation operation, string status, string description)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = ApiSchemas.Problem() },
            },
        });
    }
}
