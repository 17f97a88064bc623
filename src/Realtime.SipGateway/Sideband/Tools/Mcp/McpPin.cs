using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Mcp;

/// <summary>Compares a server's tool with what the policy says of it: a server that changed is not asked.</summary>
internal static class McpPin
{
    /// <summary>SHA-256 over the server's description and schema, 64 hexadecimal digits; white space in the schema does not count.</summary>
    public static string Of(string? description, JsonElement schema) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{description}\n{JsonSerializer.Serialize(schema)}")));

    /// <summary>Null when it fits.</summary>
    public static string? FaultOf(McpToolDefinition wanted, string? description, JsonElement schema)
    {
        if (wanted.Pin is { } pin && !pin.Equals(Of(description, schema), StringComparison.OrdinalIgnoreCase))
        {
            return "its description or schema is not the pinned one";
        }

        var here = Properties(wanted.Parameters);
        var there = Properties(schema);
        foreach (var (name, property) in here)
        {
            if (!there.TryGetValue(name, out var known))
            {
                return $"it has no parameter {name}";
            }

            if (TypeOf(property) is { } type && TypeOf(known) is { } knownType && type != knownType && (type, knownType) != ("integer", "number"))
            {
                return $"its parameter {name} is a {knownType}";
            }
        }

        return Required(schema).Except(Required(wanted.Parameters)).FirstOrDefault() is { } missing ? $"it needs the parameter {missing}" : null;
    }

    private static Dictionary<string, JsonElement> Properties(JsonElement schema) =>
        schema.Member("properties") is { ValueKind: JsonValueKind.Object } properties
            ? properties.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
            : [];

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.Member("required") is { ValueKind: JsonValueKind.Array } required
            ? required.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)
            : [];

    private static string? TypeOf(JsonElement schema) => schema.TextOrNull("type");
}
