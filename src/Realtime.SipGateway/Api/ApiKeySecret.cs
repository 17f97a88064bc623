using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.SipGateway.Api;

/// <summary>
/// Keys are random, 256 bits: a plain SHA-256 of one cannot be turned back, so that no slow hash is needed. The prefix lets scanners of
/// leaked secrets know one when they see it.
/// </summary>
internal static class ApiKeySecret
{
    /// <summary>Ours have 47 characters; a longer text is no key.</summary>
    public const int MaxLength = 256;

    private const string Prefix = "rgw_";

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(HashBytes(key));

    public static byte[] HashBytes(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
