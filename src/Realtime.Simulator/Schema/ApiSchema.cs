using System.Text.Json;
using System.Text.Json.Nodes;

namespace Realtime.Simulator.Schema;

/// <summary>
/// The official description of the Realtime API, with what is newer or stricter on the wire laid over it. Checks values as the service does.
/// </summary>
internal sealed class ApiSchema
{
    public const string Session = "RealtimeSessionCreateRequestGA";
    public const string ClientEvent = "RealtimeClientEvent";
    public const string ServerEvent = "RealtimeServerEvent";
    public const string ReferRequest = "RealtimeCallReferRequest";
    public const string RejectRequest = "RealtimeCallRejectRequest";
    public const string ClientSecretRequest = "RealtimeCreateClientSecretRequest";
    public const string Webhook = "WebhookRealtimeCallIncoming";

    private const string Resource = "realtime-openapi.json";

    private readonly JsonElement _schemas;

    private ApiSchema(JsonElement schemas) => _schemas = schemas;

    /// <summary>The embedded description; read once.</summary>
    public static ApiSchema Instance { get; } = Load();

    /// <summary>Parses JSON as the service does: no comments, no repeated members, a bounded depth.</summary>
    public static JsonElement? TryParse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 32 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Checks what a client sent; null when it is right.</summary>
    /// <param name="schema">A component's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="path">What messages call the value itself; empty for a body or an event.</param>
    public SchemaFault? Check(string schema, JsonElement value, string path = "") =>
        new SchemaWalker(this, allowsUnknown: false).Check(Component(schema), value, path);

    /// <summary>Checks what the service sends: members that the description does not know are allowed.</summary>
    public SchemaFault? CheckSent(string schema, JsonElement value) =>
        new SchemaWalker(this, allowsUnknown: true).Check(Component(schema), value, string.Empty);

    /// <summary>The names that may stand in <c>type</c> of a union of events.</summary>
    public IEnumerable<string> TypesOf(string union) => Component(union).GetProperty("anyOf").EnumerateArray()
        .Select(option => Resolve(option).GetProperty("properties").GetProperty("type"))
        .Select(type => type.TryGetProperty("const", out var single) ? single.GetString()! : type.GetProperty("enum")[0].GetString()!);

    /// <summary>Follows <c>$ref</c>.</summary>
    internal JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = Component(reference.GetString()!.Split('/')[^1]);
        }

        return schema;
    }

    private JsonElement Component(string name) => _schemas.GetProperty(name);

    private static ApiSchema Load()
    {
        using var stream = typeof(ApiSchema).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        var document = JsonNode.Parse(stream)!;
        var schemas = document["components"]!["schemas"]!.AsObject();
        SchemaDelta.Apply(schemas);
        return new ApiSchema(JsonSerializer.SerializeToElement(schemas));
    }
}
