using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Realtime.Sip.Identity;

/// <summary>A Personal Assertion Token (RFC 8225) in full form, with the claims of <c>shaken</c> (RFC 8588). Nothing in it is believed before its signature is.</summary>
internal sealed record Passport
{
    /// <summary>The kind that carries an attestation.</summary>
    public const string Shaken = "shaken";

    private const int MaxNumbers = 32;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>What is signed: header and payload as they stand in the token.</summary>
    public required byte[] SignedText { get; init; }

    public required byte[] Signature { get; init; }

    public required string Algorithm { get; init; }

    /// <summary><c>ppt</c>; null for the base kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Where the certificate lies.</summary>
    public required string CertificateAddress { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The calling number; null when a URI is signed for instead.</summary>
    public string? OriginNumber { get; init; }

    public string? OriginUri { get; init; }

    public required IReadOnlyList<string> DestinationNumbers { get; init; }

    public required IReadOnlyList<string> DestinationUris { get; init; }

    public string? Attestation { get; init; }

    public string? OriginId { get; init; }

    public static bool TryParse(string token, out Passport passport)
    {
        passport = null!;
        if (token.Split('.') is not [var head, var claims, var signature])
        {
            return false;
        }

        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(head), Strict);
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(claims), Strict);
            return Read(header.RootElement, payload.RootElement, out passport, $"{head}.{claims}", Base64Url.DecodeFromChars(signature));
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Read(JsonElement header, JsonElement payload, out Passport passport, string signed, byte[] signature)
    {
        passport = null!;
        if (!string.Equals(Text(header, "typ"), "passport", StringComparison.OrdinalIgnoreCase)
            || Text(header, "alg") is not { } algorithm
            || Text(header, "x5u") is not { } address
            || !payload.TryGetProperty("iat", out var issued) || !issued.TryGetInt64(out var seconds) || seconds is < 0 or > 253_402_300_799
            || !payload.TryGetProperty("orig", out var origin)
            || !payload.TryGetProperty("dest", out var destination))
        {
            return false;
        }

        passport = new Passport
        {
            SignedText = Encoding.ASCII.GetBytes(signed),
            Signature = signature,
            Algorithm = algorithm,
            Kind = Text(header, "ppt"),
            CertificateAddress = address,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(seconds),
            OriginNumber = Text(origin, "tn"),
            OriginUri = Text(origin, "uri"),
            DestinationNumbers = Texts(destination, "tn"),
            DestinationUris = Texts(destination, "uri"),
            Attestation = Text(payload, "attest"),
            OriginId = Text(payload, "origid"),
        };
        return true;
    }

    private static string? Text(JsonElement within, string name) =>
        within.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>An array; early implementations wrote one string.</summary>
    private static IReadOnlyList<string> Texts(JsonElement within, string name) => !within.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : [.. value.EnumerateArray().Take(MaxNumbers).Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)];
}
