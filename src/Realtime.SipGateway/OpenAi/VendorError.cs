using System.Text.Json;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// The error body of the REST API, read defensively: proxies on the way answer with plain text or nothing.
/// </summary>
/// <param name="Code">Such as <c>call_id_not_found</c>; null when there is none.</param>
/// <param name="Message">The words, shortened, without secrets.</param>
internal sealed record VendorError(string? Code, string? Message)
{
    /// <summary>More than any error text; the rest is not read.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int MaxText = 300;

    private static readonly Redactor Redactor = new();

    public static VendorError Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (JsonElement.TryParseValue(ref reader, out var root)
                && root.Value.ValueKind == JsonValueKind.Object
                && root.Value.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.Object)
            {
                return new VendorError(Text(error, "code"), Text(error, "message"));
            }
        }
        catch (JsonException)
        {
            // Plain text: below.
        }

        return new VendorError(null, Shorten(System.Text.Encoding.UTF8.GetString(body)));
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Shorten(value.GetString()!) : null;

    private static string? Shorten(string text)
    {
        text = string.Concat(text.Select(static character => char.IsControl(character) ? ' ' : character)).Trim();
        return text.Length == 0 ? null : Redactor.Text(text.Length <= MaxText ? text : text[..MaxText] + "…");
    }
}
