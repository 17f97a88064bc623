using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// Checks a document against <c>policy.schema.json</c>, the part of JSON Schema that this file uses, and tells every fault with its path,
/// its value and the nearest right name. A general validator stops at "one of these did not match"; an admin cannot work with that.
/// </summary>
internal sealed class PolicySchema
{
    /// <summary>Name of the schema in this assembly's resources and, under <c>schema/</c>, beside it.</summary>
    public const string FileName = "policy.schema.json";

    /// <summary>A document with more faults than this is not the intended file.</summary>
    public const int MaxFaults = 100;

    private const int MaxShownValue = 60;

    /// <summary>The patterns are ours, the texts are short.</summary>
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    private static readonly Redactor Redactor = new();

    private readonly JsonElement _root;

    private PolicySchema(JsonElement root) => _root = root;

    public static PolicySchema Instance { get; } = Load();

    public JsonElement Root => _root;

    public IReadOnlyList<PolicyFault> Check(JsonElement document)
    {
        var faults = new List<PolicyFault>();
        Check(_root, document, "$", faults);
        return faults.Count > MaxFaults ? [.. faults.Take(MaxFaults)] : faults;
    }

    /// <summary>A JSON value as it may be shown: shortened, without secrets.</summary>
    public static string Show(JsonElement value)
    {
        var text = Redactor.Text(value.GetRawText());
        return text.Length <= MaxShownValue ? text : text[..MaxShownValue] + "…";
    }

    private static PolicySchema Load()
    {
        using var stream = typeof(PolicySchema).Assembly.GetManifestResourceStream(FileName)
            ?? throw new InvalidOperationException($"The resource {FileName} is missing from the assembly.");
        using var document = JsonDocument.Parse(stream);
        return new PolicySchema(document.RootElement.Clone());
    }

    private void Check(JsonElement schema, JsonElement value, string path, List<PolicyFault> faults)
    {
        schema = Resolve(schema, value, path, faults);
        if (schema.ValueKind == JsonValueKind.Undefined || faults.Count > MaxFaults)
        {
            return;
        }

        if (schema.TryGetProperty("type", out var type) && !IsOfType(type, value))
        {
            faults.Add(new PolicyFault(path, "has the wrong type", Show(value), "expected " + TypeNames(type)));
            return;
        }

        CheckWords(schema, value, path, faults);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(schema, value, path, faults);
                break;
            case JsonValueKind.Array:
                CheckArray(schema, value, path, faults);
                break;
            case JsonValueKind.String:
                CheckString(schema, value, path, faults);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value, path, faults);
                break;
        }
    }

    /// <summary>Follows references and picks the branch by the value: its kind for <c>anyOf</c>, the <c>type</c> member for <c>oneOf</c>.</summary>
    private JsonElement Resolve(JsonElement schema, JsonElement value, string path, List<PolicyFault> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!["#/definitions/".Length..];
            return Resolve(_root.GetProperty("definitions").GetProperty(name), value, path, faults);
        }

        if (schema.TryGetProperty("anyOf", out var anyOf))
        {
            return ResolveByKind(anyOf, value, path, faults);
        }

        return schema.TryGetProperty("oneOf", out var oneOf) ? ResolveByType(oneOf, value, path, faults) : schema;
    }

    private JsonElement ResolveByKind(JsonElement branches, JsonElement value, string path, List<PolicyFault> faults)
    {
        var resolved = branches.EnumerateArray().Select(branch => Resolve(branch, value, path, faults)).ToList();
        var chosen = resolved.Find(branch => IsOfType(branch.GetProperty("type"), value));
        if (chosen.ValueKind == JsonValueKind.Undefined)
        {
            var expected = resolved.Select(branch => TypeNames(branch.GetProperty("type")));
            faults.Add(new PolicyFault(path, "has the wrong type", Show(value), "expected " + string.Join(" or ", expected)));
        }

        return chosen;
    }

    private JsonElement ResolveByType(JsonElement branches, JsonElement value, string path, List<PolicyFault> faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new PolicyFault(path, "has the wrong type", Show(value), "expected object"));
            return default;
        }

        var byType = branches.EnumerateArray().Select(branch => Resolve(branch, value, path, faults))
            .ToDictionary(branch => branch.GetProperty("properties").GetProperty("type").GetProperty("const").GetString()!);
        if (!value.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
        {
            faults.Add(new PolicyFault(path + ".type", "is missing", null, "one of: " + string.Join(", ", byType.Keys)));
            return default;
        }

        if (byType.TryGetValue(type.GetString()!, out var chosen))
        {
            return chosen;
        }

        faults.Add(new PolicyFault(path + ".type", "is no known type", Show(type), NearestName.Advice(type.GetString()!, byType.Keys)));
        return default;
    }

    private static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOfType(one, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            var unknown => throw new InvalidOperationException($"{FileName} uses the type {unknown}."),
        };

    private static string TypeNames(JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? string.Join(" or ", type.EnumerateArray().Select(one => one.GetString()))
        : type.GetString()!;

    private static void CheckWords(JsonElement schema, JsonElement value, string path, List<PolicyFault> faults)
    {
        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)))
        {
            var known = words.EnumerateArray().Where(word => word.ValueKind != JsonValueKind.Null).Select(word => word.ToString());
            faults.Add(new PolicyFault(path, "is not allowed", Show(value), NearestName.Advice(value.ToString(), known)));
        }
    }

    private void CheckObject(JsonElement schema, JsonElement value, string path, List<PolicyFault> faults)
    {
        var known = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().ToDictionary(property => property.Name, property => property.Value)
            : [];
        var rest = schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var at = path == "$" ? member.Name : $"{path}.{member.Name}";
            if (!seen.Add(member.Name))
            {
                faults.Add(new PolicyFault(at, "stands here twice", Show(member.Value), "keep one"));
            }
            else if (known.TryGetValue(member.Name, out var property))
            {
                Check(property, member.Value, at, faults);
            }
            else if (rest.ValueKind == JsonValueKind.False)
            {
                faults.Add(new PolicyFault(at, "is an unknown property", null, NearestName.Advice(member.Name, known.Keys)));
            }
            else if (rest.ValueKind == JsonValueKind.Object)
            {
                CheckName(schema, member.Name, at, faults);
                Check(rest, member.Value, at, faults);
            }
        }

        CheckRequired(schema, seen, path, faults);
        CheckCount(schema, "Properties", seen.Count, path, faults);
    }

    private static void CheckRequired(JsonElement schema, HashSet<string> seen, string path, List<PolicyFault> faults)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            faults.AddRange(required.EnumerateArray().Select(name => name.GetString()!).Where(name => !seen.Contains(name))
                .Select(name => new PolicyFault(path == "$" ? name : $"{path}.{name}", "is missing")));
        }
    }

    private static void CheckName(JsonElement schema, string name, string path, List<PolicyFault> faults)
    {
        if (schema.TryGetProperty("propertyNames", out var names)
            && !Regex.IsMatch(name, names.GetProperty("pattern").GetString()!, RegexOptions.CultureInvariant, PatternTimeout))
        {
            faults.Add(new PolicyFault(path, "is not a good name", null, $"it must match {names.GetProperty("pattern").GetString()}"));
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, string path, List<PolicyFault> faults)
    {
        CheckCount(schema, "Items", value.GetArrayLength(), path, faults);
        if (!schema.TryGetProperty("items", out var items))
        {
            return;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            Check(items, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), faults);
        }
    }

    private static void CheckCount(JsonElement schema, string what, int count, string path, List<PolicyFault> faults)
    {
        if (schema.TryGetProperty("min" + what, out var min) && count < min.GetInt32())
        {
            faults.Add(new PolicyFault(path, string.Create(CultureInfo.InvariantCulture, $"has {count} entries; at least {min.GetInt32()}")));
        }

        if (schema.TryGetProperty("max" + what, out var max) && count > max.GetInt32())
        {
            faults.Add(new PolicyFault(path, string.Create(CultureInfo.InvariantCulture, $"has {count} entries; at most {max.GetInt32()}")));
        }
    }

    private static void CheckString(JsonElement schema, JsonElement value, string path, List<PolicyFault> faults)
    {
        var text = value.GetString()!;
        if (schema.TryGetProperty("minLength", out var min) && text.Length < min.GetInt32())
        {
            faults.Add(new PolicyFault(path, $"is too short; at least {min.GetRawText()} characters", Show(value)));
        }

        if (schema.TryGetProperty("maxLength", out var max) && text.Length > max.GetInt32())
        {
            faults.Add(new PolicyFault(path, $"is too long; at most {max.GetRawText()} characters", Show(value)));
        }

        if (schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.CultureInvariant, PatternTimeout))
        {
            faults.Add(new PolicyFault(path, "has the wrong form", Show(value), $"it must match {pattern.GetString()}"));
        }
    }

    private static void CheckNumber(JsonElement schema, JsonElement value, string path, List<PolicyFault> faults)
    {
        var number = value.GetDouble();
        var low = schema.TryGetProperty("minimum", out var min) && number < min.GetDouble();
        var high = schema.TryGetProperty("maximum", out var max) && number > max.GetDouble();
        if (low || high)
        {
            faults.Add(new PolicyFault(path, "is out of range", Show(value), $"{min.GetRawText()} to {max.GetRawText()}"));
        }
    }
}
