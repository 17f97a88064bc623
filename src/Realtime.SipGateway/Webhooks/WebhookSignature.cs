using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// Verifies a delivery as Standard Webhooks and the vendor's SDKs do: HMAC-SHA256 over <c>id.timestamp.body</c> with the texts exactly as
/// received, any of several secrets, any of several signatures, in constant time.
/// </summary>
internal static class WebhookSignature
{
    /// <summary>How far the sender's clock and the way may differ, both ways; the vendor's SDKs use the same.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    /// <summary>Two secrets in rotation give two signatures; more than these are an attempt to make us work.</summary>
    public const int MaxCandidates = 32;

    private const int MaxIdLength = 256;
    private const int MaxTimestampLength = 20;
    private const int MaxSignatureLength = MaxCandidates * 64;
    private const string Version = "v1,";

    public static WebhookSignatureVerdict Verify(
        WebhookDelivery delivery, IEnumerable<SecretReference> secrets, DateTimeOffset now)
    {
        if (delivery.Id is not { Length: > 0 and <= MaxIdLength }
            || delivery.Timestamp is not { Length: > 0 and <= MaxTimestampLength }
            || delivery.Signature is not { Length: > 0 })
        {
            return WebhookSignatureVerdict.HeadersInvalid;
        }

        if (!long.TryParse(delivery.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return WebhookSignatureVerdict.TimestampInvalid;
        }

        var age = now.ToUnixTimeSeconds() - seconds;
        if (age > Tolerance.TotalSeconds)
        {
            return WebhookSignatureVerdict.TooOld;
        }

        return age < -Tolerance.TotalSeconds ? WebhookSignatureVerdict.TooNew : Match(delivery, secrets);
    }

    private static WebhookSignatureVerdict Match(WebhookDelivery delivery, IEnumerable<SecretReference> secrets)
    {
        var prefix = Encoding.UTF8.GetBytes($"{delivery.Id}.{delivery.Timestamp}.");
        var candidates = Candidates(delivery.Signature!);
        var matched = false;
        foreach (var secret in secrets)
        {
            if (!secret.TryRead(out var text, out _) || !WebhookKey.TryDecode(text, out var key))
            {
                continue;
            }

            var expected = Sign(key, prefix, delivery.Body.Span);
            foreach (var candidate in candidates)
            {
                matched |= CryptographicOperations.FixedTimeEquals(expected, candidate);
            }
        }

        return matched ? WebhookSignatureVerdict.Valid : WebhookSignatureVerdict.NoMatch;
    }

    private static byte[] Sign(byte[] key, byte[] prefix, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(prefix);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    /// <summary>The signatures of the header; what is not base64 of 32 bytes cannot match and is left out.</summary>
    private static List<byte[]> Candidates(string header)
    {
        var text = header.AsSpan(0, Math.Min(header.Length, MaxSignatureLength));
        var candidates = new List<byte[]>();
        foreach (var range in text.Split(' '))
        {
            var one = text[range];
            one = one.StartsWith(Version, StringComparison.Ordinal) ? one[Version.Length..] : one;
            var bytes = new byte[HMACSHA256.HashSizeInBytes];
            if (one.Length == 44 && Convert.TryFromBase64Chars(one, bytes, out var length) && length == bytes.Length)
            {
                candidates.Add(bytes);
            }

            if (candidates.Count == MaxCandidates)
            {
                break;
            }
        }

        return candidates;
    }
}
