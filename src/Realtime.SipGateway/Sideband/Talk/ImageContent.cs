using System.Diagnostics.CodeAnalysis;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>A picture for the conversation. The service takes PNG and JPEG, inside the message as a data URI (API reference §5.1).</summary>
internal sealed class ImageContent
{
    public const string Png = "image/png";

    public const string Jpeg = "image/jpeg";

    /// <summary>The service looks as closely as the picture needs.</summary>
    public const string AutoDetail = "auto";

    private const string Scheme = "data:";

    private const string Base64 = ";base64";

    private ImageContent(string mediaType, byte[] bytes, string detail) => (MediaType, Bytes, Detail) = (mediaType, bytes, detail);

    /// <summary><see cref="Png"/> or <see cref="Jpeg"/>, by the picture's own first bytes.</summary>
    public string MediaType { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary><c>auto</c>, <c>low</c> or <c>high</c>.</summary>
    public string Detail { get; }

    public string ToDataUri() => $"{Scheme}{MediaType}{Base64},{Convert.ToBase64String(Bytes.Span)}";

    /// <summary>Reads a picture from a data URI (RFC 2397), as programs hand it in.</summary>
    /// <param name="dataUri"><c>data:image/png;base64,…</c>.</param>
    /// <param name="maxBytes">Of the picture.</param>
    /// <param name="detail">How closely the service looks; null: as needed.</param>
    /// <param name="image">The picture.</param>
    /// <param name="fault">What is wrong, for who sent it.</param>
    public static bool TryRead(
        string dataUri, int maxBytes, string? detail, [NotNullWhen(true)] out ImageContent? image, [NotNullWhen(false)] out string? fault)
    {
        image = null;
        var comma = dataUri.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !dataUri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !dataUri.AsSpan(0, comma).EndsWith(Base64, StringComparison.OrdinalIgnoreCase))
        {
            fault = "It is no data URI with base64; write data:image/png;base64,… or data:image/jpeg;base64,…";
            return false;
        }

        // Three bytes are four characters: what is longer than that is not decoded at all.
        if ((dataUri.Length - comma - 1) / 4 * 3L > maxBytes + 3L)
        {
            fault = $"It is larger than {maxBytes} bytes.";
            return false;
        }

        var bytes = new byte[(dataUri.Length - comma) / 4 * 3 + 3];
        if (!Convert.TryFromBase64Chars(dataUri.AsSpan(comma + 1), bytes, out var length))
        {
            fault = "What follows the comma is not base64.";
            return false;
        }

        return TryTake(bytes[..length], dataUri[Scheme.Length..(comma - Base64.Length)], maxBytes, detail, out image, out fault);
    }

    private static bool TryTake(
        byte[] bytes, string declared, int maxBytes, string? detail, [NotNullWhen(true)] out ImageContent? image, [NotNullWhen(false)] out string? fault)
    {
        image = null;
        var type = TypeOf(bytes);
        fault = type switch
        {
            _ when bytes.Length > maxBytes => $"It is larger than {maxBytes} bytes.",
            null => "It is neither a PNG nor a JPEG picture; the service takes no others.",
            _ when !string.Equals(type, declared, StringComparison.OrdinalIgnoreCase) => $"It is {type}, and not what its data URI says.",
            _ when detail is not (null or AutoDetail or "low" or "high") => "The detail is auto, low or high.",
            _ => null,
        };
        if (fault is not null)
        {
            return false;
        }

        image = new ImageContent(type!, bytes, detail ?? AutoDetail);
        return true;
    }

    private static string? TypeOf(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? Png
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg
        : null;
}
