using System.Text.Json;
using NJsonSchema;

namespace Realtime.SipGateway.Rules.Afterwards;

/// <summary>The JSON Schema of an outcome, made ready. Nothing is fetched to read it.</summary>
internal sealed class OutcomeSchema
{
    /// <summary>More than any form that a model can fill in well.</summary>
    public const int MaxLength = 32_768;

    /// <summary>Told to the model and to people; the first ones matter.</summary>
    private const int MaxFaults = 5;

    /// <summary>Which of two members of the same name would count is for nobody to guess.</summary>
    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };

    private readonly JsonSchema _schema;

    private OutcomeSchema(JsonElement json, JsonSchema schema)
    {
        Json = json;
        _schema = schema;
        IsStrict = FitsStrict(json);
    }

    public JsonElement Json { get; }

    /// <summary>The service can be held to it while it writes: each object lists all its members as required and forbids others.</summary>
    public bool IsStrict { get; }

    /// <summary>What is wrong with a schema; null: it can be used.</summary>
    public static async Task<string?> FaultOfAsync(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("object"))
        {
            return "does not describe an object: it needs \"type\": \"object\"";
        }

        if (schema.GetRawText().Length > MaxLength)
        {
            return $"is longer than {MaxLength} characters";
        }

        if (FindForeignReference(schema) is { } reference)
        {
            return $"refers to another document ({reference}); nothing is fetched to read a policy";
        }

        try
        {
            await JsonSchema.FromJsonAsync(schema.GetRawText());
            return null;
        }
#pragma warning disable CA1031 // The library tells what it cannot read by exceptions of many kinds.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return $"is no JSON Schema: {fault.Message}";
        }
    }

    /// <summary>Reads one that was found good when the policy was checked.</summary>
    public static async Task<OutcomeSchema> ReadAsync(JsonElement schema, CancellationToken cancellationToken) =>
        new(schema, await JsonSchema.FromJsonAsync(schema.GetRawText(), cancellationToken));

    /// <summary>What is wrong with an answer, without its values; null: it fits.</summary>
    public string? FaultOf(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer, Once);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return "it is no JSON object";
            }
        }
        catch (JsonException)
        {
            return "it is no JSON";
        }

        var faults = _schema.Validate(answer);
        return faults.Count == 0 ? null : string.Join("; ", faults.Take(MaxFaults).Select(fault => $"{fault.Path?.TrimStart('#', '/')} {fault.Kind}".Trim()));
    }

    private static bool FitsStrict(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Array => schema.EnumerateArray().All(FitsStrict),
        JsonValueKind.Object => IsClosed(schema) && schema.EnumerateObject().All(static member => FitsStrict(member.Value)),
        _ => true,
    };

    private static bool IsClosed(JsonElement schema)
    {
        if (!schema.TryGetProperty("properties", out var members) || members.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        return schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False
            && schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            && members.EnumerateObject().All(member => required.EnumerateArray().Any(name => name.ValueKind == JsonValueKind.String && name.ValueEquals(member.Name)));
    }

    private static string? FindForeignReference(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Select(FindForeignReference).FirstOrDefault(static found => found is not null),
        JsonValueKind.Object => json.EnumerateObject()
            .Select(static member => member.NameEquals("$ref"u8) && member.Value.ValueKind == JsonValueKind.String && !member.Value.GetString()!.StartsWith('#')
                ? member.Value.GetString()
                : FindForeignReference(member.Value))
            .FirstOrDefault(static found => found is not null),
        _ => null,
    };
}
