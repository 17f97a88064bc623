using System.Globalization;
using System.Security.Cryptography;

namespace Realtime.Simulator.Media;

/// <summary>
/// One <c>a=crypto</c> line of SDP (RFC 4568) with the suite AES_CM_128_HMAC_SHA1_80. <see cref="ToString"/> hides the key;
/// only <see cref="ToAttributeValue"/> shows it.
/// </summary>
public sealed class SdesCrypto
{
    /// <summary>The suite that the live service answers.</summary>
    public const string Suite = "AES_CM_128_HMAC_SHA1_80";

    /// <summary>A master key of 16 bytes followed by a master salt of 14.</summary>
    public const int KeyAndSaltLength = 30;

    private const string Inline = "inline:";

    private readonly byte[] _keyAndSalt;

    private SdesCrypto(int tag, byte[] keyAndSalt)
    {
        Tag = tag;
        _keyAndSalt = keyAndSalt;
    }

    /// <summary>The number by which an answer names the line it takes.</summary>
    public int Tag { get; }

    internal ReadOnlySpan<byte> MasterKey => _keyAndSalt.AsSpan(0, 16);

    internal ReadOnlySpan<byte> MasterSalt => _keyAndSalt.AsSpan(16, 14);

    /// <summary>A fresh key.</summary>
    public static SdesCrypto Generate(int tag) => new(tag, RandomNumberGenerator.GetBytes(KeyAndSaltLength));

    /// <summary>Reads the value of an <c>a=crypto:</c> attribute; false for another suite, a key of another length, or a key with an MKI.</summary>
    public static bool TryParse(ReadOnlySpan<char> value, out SdesCrypto? crypto)
    {
        crypto = null;
        var parts = value.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3 || parts[1] != Suite || !parts[2].StartsWith(Inline, StringComparison.OrdinalIgnoreCase)
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var tag))
        {
            return false;
        }

        var fields = parts[2][Inline.Length..].Split('|');
        var key = new byte[KeyAndSaltLength];
        var hasMki = fields.Skip(1).Any(field => field.Contains(':', StringComparison.Ordinal));
        if (hasMki || !Convert.TryFromBase64String(fields[0], key, out var length) || length != KeyAndSaltLength)
        {
            return false;
        }

        crypto = new SdesCrypto(tag, key);
        return true;
    }

    /// <summary>The text after <c>a=crypto:</c>, key included.</summary>
    public string ToAttributeValue() =>
        string.Create(CultureInfo.InvariantCulture, $"{Tag} {Suite} {Inline}{Convert.ToBase64String(_keyAndSalt)}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tag} {Suite} (key hidden)");
}
