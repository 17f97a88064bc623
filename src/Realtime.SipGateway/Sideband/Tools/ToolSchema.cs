using System.Text.Json;
using NJsonSchema;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The JSON Schema of a tool's arguments, made ready once per policy version.</summary>
internal sealed class ToolSchema
{
    /// <summary>Faults told to the model; it mends the first and sees the rest then.</summary>
    private const int MaxFaults = 5;

    private readonly JsonSchema _schema;

    private ToolSchema(JsonSchema schema) => _schema = schema;

    /// <exception cref="InvalidOperationException">The schema refers to another document: nothing is fetched to read a policy.</exception>
    public static async Task<ToolSchema> ReadAsync(JsonElement schema, CancellationToken cancellationToken)
    {
        if (FindForeignReference(schema) is { } reference)
        {
            throw new InvalidOperationException($"The parameters refer to another document ({reference}).");
        }

        return new ToolSchema(await JsonSchema.FromJsonAsync(schema.GetRawText(), cancellationToken));
    }

    /// <summary>What is wrong, in words for the model; null when the arguments fit.</summary>
    public string? FaultOf(JsonElement arguments)
    {
        var faults = _schema.Validate(arguments.GetRawText());
        return faults.Count == 0
            ? null
            : "The arguments do not fit the parameters: "
                + string.Join("; ", faults.Take(MaxFaults).Select(fault => $"{fault.Path?.TrimStart('#', '/')} {fault.Kind}"));
    }

    private static string? FindForeignReference(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Select(FindForeignReference).FirstOrDefault(found => found is not null),
        JsonValueKind.Object => json.EnumerateObject()
            .Select(member => member.NameEquals("$ref"u8) && member.Value.ValueKind == JsonValueKind.String
                    && !member.Value.GetString()!.StartsWith('#')
                ? member.Value.GetString()
                : FindForeignReference(member.Value))
            .FirstOrDefault(found => found is not null),
        _ => null,
    };
}
