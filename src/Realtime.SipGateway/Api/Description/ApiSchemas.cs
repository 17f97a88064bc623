using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api.Description;

/// <summary>Schemas say what is on the wire: members without a value are left out, ids are text.</summary>
internal sealed class ApiSchemas : IOpenApiSchemaTransformer
{
    /// <summary>The platform adds it to problems: by it a problem is found in traces and logs.</summary>
    private const string TraceId = "trace_id";

    /// <summary>RFC 9457.</summary>
    public static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
            [TraceId] = new OpenApiSchema { Type = JsonSchemaType.String },
        },
    };

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(CallId) || type == typeof(RealtimeCallId))
        {
            schema.Type = JsonSchemaType.String;
        }

        if (type == typeof(ProblemDetails))
        {
            schema.Properties![TraceId] = new OpenApiSchema { Type = JsonSchemaType.String };
        }

        if (schema.Properties is { Count: > 0 } properties)
        {
            var needed = context.JsonTypeInfo.Properties.Where(static property => property.Get is not null && IsNeeded(property)).Select(static property => property.Name);
            schema.Required = needed.Where(properties.ContainsKey).ToHashSet(StringComparer.Ordinal);
        }

        schema.Enum = schema.Enum?.Where(static value => value is not null && value.GetValueKind() != System.Text.Json.JsonValueKind.Null).ToList();

        // A member without a value is left out, never null.
        if (schema.Type is { } kinds && kinds != JsonSchemaType.Null)
        {
            schema.Type = kinds & ~JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }

    /// <summary>What a member may be besides null, where the platform writes "null or this".</summary>
    public static void LeaveOutNull(IOpenApiSchema schema)
    {
        if (schema.Properties is not { } properties)
        {
            return;
        }

        foreach (var (name, member) in properties.ToList())
        {
            if (member.OneOf is [{ Type: JsonSchemaType.Null }, var value])
            {
                properties[name] = value;
            }
        }
    }

    private static bool IsNeeded(JsonPropertyInfo property) =>
        !property.IsGetNullable && (!property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is null)
        || property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true;
}
