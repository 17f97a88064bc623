using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Api.Description;

/// <summary>The OpenAPI document, made from the endpoints as they are mapped: what is not in it is not in the API.</summary>
internal static class ApiDescriptionExtensions
{
    public const string Path = "/openapi.json";

    private const string Document = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        // The names of schemas come from here. The endpoints write with their own contexts (ApiJson and others), of the same style:
        // a test compares the document with what really is on the wire.
        services.ConfigureHttpJsonOptions(static options => UseApiStyle(options.SerializerOptions));
        return services.AddOpenApi(Document, static options =>
        {
            options.AddDocumentTransformer(static (document, _, _) => Describe(document));
            options.AddOperationTransformer<ApiOperations>();
            options.AddSchemaTransformer<ApiSchemas>();
        });
    }

    public static void Map(RouteGroupBuilder api) => api.MapOpenApi(Path);

    private static void UseApiStyle(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new CallIdJsonConverter());
        options.Converters.Add(new RealtimeCallIdJsonConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Realtime.SipGateway",
            Version = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0",
            Description = "Calls, policy, trunks, keys and the audit log of the gateway. Names are snake_case, times ISO 8601 in UTC, errors RFC 9457 problem "
                + "details; members that have no value are left out. A key's scope (viewer, supervisor, admin) includes those before it: x-scope of each operation.",
        };
        // The address by which it was asked stands in no document: it is another one behind each proxy.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        foreach (var schema in document.Components.Schemas?.Values ?? [])
        {
            ApiSchemas.LeaveOutNull(schema);
        }

        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [ApiOperations.Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key." },
            [ApiOperations.Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = ApiSchemes.SessionCookie,
                Description = "A session of the console; what changes something needs the header X-Csrf-Token with csrf_token of GET /api/me too.",
            },
            [ApiOperations.Header] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-Api-Key",
                Description = "The same key in its own header.",
            },
        };
        return Task.CompletedTask;
    }
}
