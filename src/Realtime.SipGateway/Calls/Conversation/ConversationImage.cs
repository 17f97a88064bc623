using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Realtime.SipGateway.Calls.Conversation;

/// <summary>A picture for a conversation. The service takes PNG and JPEG, inside the message as a data URI, and fetches none (API reference §5.1).</summary>
public sealed class ConversationImage
{
    /// <summary>The largest of any agent, in bytes: a sharp photograph of a page.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    private const string Png = "image/png";
    private const string Jpeg = "image/jpeg";
    private const string Scheme = "data:";
    private const string Base64 = ";base64";

    private ConversationImage(string mediaType, byte[] bytes, string? detail) => (MediaType, Bytes, Detail) = (mediaType, bytes, detail);

    /// <summary><c>image/png</c> or <c>image/jpeg</c>, by the picture's own first bytes.</summary>
    public string MediaType { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How closely the service looks: <c>auto</c>, <c>low</c> or <c>high</c>; null: as it likes.</summary>
    public string? Detail { get; }

    /// <summary>By which the picture is known in logs that do not hold it.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));

    public string ToDataUri() => $"{Scheme}{MediaType}{Base64},{Convert.ToBase64String(Bytes.Span)}";

    /// <summary>Reads a picture from a data URI (RFC 2397), as programs hand it in.</summary>
    /// <param name="dataUri"><c>data:image/png;base64,…</c>.</param>
    /// <param name="detail">See <see cref="Detail"/>.</param>
    /// <param name="image">The picture.</param>
    /// <param name="fault">What was expected instead, for who sent it.</param>
    public static bool TryRead(string dataUri, string? detail, [NotNullWhen(true)] out ConversationImage? image, [NotNullWhen(false)] out string? fault)
    {
        image = null;
        var comma = dataUri.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !dataUri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !dataUri.AsSpan(0, comma).EndsWith(Base64, StringComparison.OrdinalIgnoreCase))
        {
            fault = "data:image/png;base64,… or data:image/jpeg;base64,…: the service fetches no pictures from addresses";
            return false;
        }

        // Three bytes are four characters: what is longer than that is not decoded at all.
        var length = dataUri.Length - comma - 1;
        var bytes = length / 4 * 3L > MaxBytes + 3L ? [] : new byte[(length / 4 * 3) + 3];
        if (bytes.Length == 0 || !Convert.TryFromBase64Chars(dataUri.AsSpan(comma + 1), bytes, out var decoded) || decoded > MaxBytes)
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"base64 of at most {MaxBytes} bytes");
            return false;
        }

        var declared = dataUri[Scheme.Length..(comma - Base64.Length)];
        var type = TypeOf(bytes);
        if (type is null || !type.Equals(declared, StringComparison.OrdinalIgnoreCase))
        {
            fault = $"a PNG or JPEG picture that is what its data URI says ({type ?? "it is neither"})";
            return false;
        }

        (image, fault) = (new ConversationImage(type, bytes[..decoded], detail), null);
        return true;
    }

    private static string? TypeOf(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? Png
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg
        : null;
}
