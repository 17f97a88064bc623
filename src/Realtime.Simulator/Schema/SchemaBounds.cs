using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Realtime.Simulator.Schema;

/// <summary>Numbers too small or too large, strings too long or of another form.</summary>
internal static class SchemaBounds
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(100);

    public static SchemaFault? Check(JsonElement schema, JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Number => CheckNumber(schema, value, path),
        JsonValueKind.String => CheckString(schema, value.GetString()!, path),
        _ => null,
    };

    private static SchemaFault? CheckNumber(JsonElement schema, JsonElement value, string path)
    {
        var kind = schema.TryGetProperty("type", out var type) && type.GetString() == "integer" ? "integer" : "decimal";
        if (schema.TryGetProperty("minimum", out var least) && value.GetDouble() < least.GetDouble())
        {
            return SchemaFault.Bound($"{kind}_below_min_value", path, $"{kind} below minimum value", $"a value >= {least}", value.GetRawText());
        }

        return schema.TryGetProperty("maximum", out var most) && value.GetDouble() > most.GetDouble()
            ? SchemaFault.Bound($"{kind}_above_max_value", path, $"{kind} above maximum value", $"a value <= {most}", value.GetRawText())
            : null;
    }

    private static SchemaFault? CheckString(JsonElement schema, string value, string path)
    {
        if (schema.TryGetProperty("maxLength", out var most) && value.Length > most.GetInt32())
        {
            return SchemaFault.Bound(
                "string_above_max_length", path, "string too long", $"a string with maximum length {most}",
                "a string with length " + value.Length.ToString(CultureInfo.InvariantCulture));
        }

        return schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(value, pattern.GetString()!, RegexOptions.CultureInvariant, PatternTimeout)
                ? SchemaFault.Bound("invalid_value", path, "string does not match pattern", $"a string that matches {pattern}", value)
                : null;
    }
}
