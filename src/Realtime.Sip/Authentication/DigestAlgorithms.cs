using System.Security.Cryptography;
using System.Text;

namespace Realtime.Sip.Authentication;

/// <summary>Names and hashes of <see cref="DigestAlgorithm"/>.</summary>
public static class DigestAlgorithms
{
    private const string Md5Token = "MD5";
    private const string Sha256Token = "SHA-256";

    /// <summary>The token on the wire.</summary>
    public static string Token(this DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Sha256 ? Sha256Token : Md5Token;

    /// <summary>Reads a token; none at all means MD5 (RFC 7616 §3.3). False for one that is not spoken here, the session variants among them.</summary>
    public static bool TryParse(string? token, out DigestAlgorithm algorithm)
    {
        algorithm = string.Equals(token, Sha256Token, StringComparison.OrdinalIgnoreCase) ? DigestAlgorithm.Sha256 : DigestAlgorithm.Md5;
        return algorithm == DigestAlgorithm.Sha256 || token is null || string.Equals(token, Md5Token, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The hash of the text's UTF-8 bytes in lower-case hexadecimal digits.</summary>
    internal static string Hash(this DigestAlgorithm algorithm, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5351 // RFC 3261 §22.4 demands MD5; what is stronger is offered first.
        return Convert.ToHexStringLower(algorithm == DigestAlgorithm.Sha256 ? SHA256.HashData(bytes) : MD5.HashData(bytes));
#pragma warning restore CA5351
    }
}
