using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.Simulator.Webhooks;

/// <summary>Signs as Standard Webhooks does: HMAC-SHA256 over id, timestamp and the exact bytes of the body.</summary>
internal static class WebhookSignature
{
    private const string EncodedPrefix = "whsec_";

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    public static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var key = secret.StartsWith(EncodedPrefix, StringComparison.Ordinal)
            ? Convert.FromBase64String(secret[EncodedPrefix.Length..])
            : Encoding.UTF8.GetBytes(secret);
        var prefix = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. prefix, .. body]));
    }
}
