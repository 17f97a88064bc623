using System.Text.Json;

namespace Realtime.Simulator.Schema;

/// <summary>
/// Finds the option of an <c>anyOf</c> or <c>oneOf</c> that a value means: by its constant members (<c>type</c>, <c>role</c>) if it is an
/// object, by trying otherwise. The fault of that option is the one reported, not that of the first.
/// </summary>
internal sealed class SchemaUnion(ApiSchema api, SchemaWalker walker)
{
    public SchemaFault? Check(JsonElement options, JsonElement value, string path)
    {
        var flat = Flatten(options).ToList();
        var candidates = value.ValueKind == JsonValueKind.Object ? [.. flat.Where(option => Fits(option, value))] : flat;
        if (candidates.Count == 0)
        {
            return Mismatch(flat, value, path);
        }

        SchemaFault? fault = null;
        foreach (var option in candidates)
        {
            var found = walker.Check(option, value, path);
            if (found is null)
            {
                return null;
            }

            // A fault deeper in the value tells more than "wrong type" of an option that was never meant.
            fault = fault is null || fault.Code == "invalid_type" ? found : fault;
        }

        return fault;
    }

    private IEnumerable<JsonElement> Flatten(JsonElement options)
    {
        foreach (var option in options.EnumerateArray().Select(api.Resolve))
        {
            if (option.TryGetProperty("anyOf", out var inner) || option.TryGetProperty("oneOf", out inner))
            {
                foreach (var one in Flatten(inner))
                {
                    yield return one;
                }
            }
            else
            {
                yield return option;
            }
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<string> Values, bool Required)> Marks(JsonElement option)
    {
        if (!option.TryGetProperty("properties", out var properties))
        {
            yield break;
        }

        var required = option.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
        foreach (var name in (string[])["type", "role"])
        {
            if (properties.TryGetProperty(name, out var property) && SchemaWalker.Constants(property) is [_, ..] values)
            {
                yield return (name, values, required.Contains(name));
            }
        }
    }

    private static bool Fits(JsonElement option, JsonElement value) =>
        (!option.TryGetProperty("type", out var type) || type.GetString() == "object")
        && Marks(option).All(mark => value.TryGetProperty(mark.Name, out var given)
            ? given.ValueKind == JsonValueKind.String && mark.Values.Contains(given.GetString())
            : !mark.Required);

    /// <summary>No option is meant: either the member that tells them apart is missing, or it has a value of its own.</summary>
    private static SchemaFault Mismatch(List<JsonElement> options, JsonElement value, string path)
    {
        foreach (var name in (string[])["type", "role"])
        {
            var supported = options.Where(option => name == "type" || MarkFits(option, "type", value))
                .SelectMany(Marks).Where(mark => mark.Name == name).SelectMany(mark => mark.Values).Distinct().ToList();
            var memberPath = SchemaWalker.Join(path, name);
            if (supported.Count > 0 && !value.TryGetProperty(name, out _))
            {
                return SchemaFault.Missing(memberPath);
            }

            if (supported.Count > 0 && value.TryGetProperty(name, out var given))
            {
                if (given.ValueKind != JsonValueKind.String)
                {
                    return SchemaFault.Type(memberPath, "a string", "something else");
                }

                if (!supported.Contains(given.GetString()!))
                {
                    return SchemaFault.Value(memberPath, given.GetString()!, supported);
                }
            }
        }

        return SchemaFault.Type(path, "one of several types", "an object");
    }

    private static bool MarkFits(JsonElement option, string name, JsonElement value) =>
        Marks(option).Where(mark => mark.Name == name)
            .All(mark => value.TryGetProperty(name, out var given) && mark.Values.Contains(given.GetString()));
}
