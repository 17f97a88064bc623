using System.Text;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// What accept takes on a SIP call, by OpenAI's published description and by what is known to fail there: a wrong session has been seen to be
/// answered 200 and to end the call all the same, so it is checked before it is sent.
/// </summary>
internal static class SessionSchema
{
    private const string FileName = "realtime-session.schema.json";

    /// <summary>Faults told of one session; the first ones matter.</summary>
    private const int MaxFaults = 10;

    /// <summary>Known to be refused at accept, or to make noise on SIP, although the description has them.</summary>
    private static readonly (string Path, string Why)[] NotOnSip =
    [
        ("audio.input.format", "is decided by the SDP on SIP"),
        ("audio.output.format", "is decided by the SDP on SIP"),
        ("audio.input.turn_detection.threshold", "is refused at accept and follows on the sideband"),
        ("audio.input.turn_detection.prefix_padding_ms", "is refused at accept and follows on the sideband"),
        ("audio.input.turn_detection.silence_duration_ms", "is refused at accept and follows on the sideband"),
    ];

    private static readonly Lazy<JsonSchema> Schema = new(Load);

    /// <summary>One line per fault, <c>audio.output.speed: NumberTooBig</c>; empty: the session may be sent.</summary>
    public static IReadOnlyList<string> Faults(ReadOnlyMemory<byte> session)
    {
        var described = Schema.Value.Validate(Encoding.UTF8.GetString(session.Span)).SelectMany(Describe);
        using var document = System.Text.Json.JsonDocument.Parse(session);
        var onSip = NotOnSip.Where(one => Has(document.RootElement, one.Path)).Select(one => $"{one.Path}: {one.Why}");
        return [.. described.Concat(onSip).Distinct(StringComparer.Ordinal).Take(MaxFaults)];
    }

    private static bool Has(System.Text.Json.JsonElement at, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != System.Text.Json.JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A choice that nothing fits is told by what is wrong inside it.</summary>
    private static IEnumerable<string> Describe(ValidationError error)
    {
        var inner = error is ChildSchemaValidationError children ? children.Errors.SelectMany(branch => branch.Value).SelectMany(Describe).ToList() : [];
        return inner.Count > 0 ? inner : [$"{error.Path?.TrimStart('#', '/')}: {error.Kind}"];
    }

    private static JsonSchema Load()
    {
        using var stream = typeof(SessionSchema).Assembly.GetManifestResourceStream(FileName)
            ?? throw new InvalidOperationException($"The resource {FileName} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        // Completes at once: all references are inside.
        return JsonSchema.FromJsonAsync(reader.ReadToEnd()).GetAwaiter().GetResult();
    }
}
