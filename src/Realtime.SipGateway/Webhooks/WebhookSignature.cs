using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// Verifies a delivery as Standard Webhooks and the vendor's SDKs do: HMAC-SHA256 over <c>id.timestamp.body</c> with the texts exactly as
/// received, any of several secrets, any of several signatures, in constant time. Nothing is allocated.
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
    private const int MacLength = HMACSHA256.HashSizeInBytes;

    /// <summary>32 bytes in base64.</summary>
    private const int CandidateLength = 44;

    /// <summary>Id, timestamp and two dots; three bytes a character at most.</summary>
    private const int MaxPrefixLength = (MaxIdLength + MaxTimestampLength + 2) * 3;

    private const string Version = "v1,";

    /// <summary>Headers, age and signature.</summary>
    public static WebhookSignatureVerdict Verify(
        in WebhookDelivery delivery, ReadOnlySpan<byte> body, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now) =>
        CheckHeaders(delivery, now) is var verdict && verdict != WebhookSignatureVerdict.Valid ? verdict : CheckBody(delivery, body, secrets);

    /// <summary>What can be said before the body is read: such a delivery is refused whatever its signature is.</summary>
    public static WebhookSignatureVerdict CheckHeaders(in WebhookDelivery delivery, DateTimeOffset now)
    {
        if (delivery.Id is not { Length: > 0 and <= MaxIdLength }
            || delivery.Timestamp is not { Length: > 0 and <= MaxTimestampLength }
            || IsEmpty(delivery.Signatures))
        {
            return WebhookSignatureVerdict.HeadersInvalid;
        }

        if (!long.TryParse(delivery.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return WebhookSignatureVerdict.TimestampInvalid;
        }

        var age = now.ToUnixTimeSeconds() - seconds;
        return age > Tolerance.TotalSeconds ? WebhookSignatureVerdict.TooOld
            : age < -Tolerance.TotalSeconds ? WebhookSignatureVerdict.TooNew
            : WebhookSignatureVerdict.Valid;
    }

    /// <summary>Whether any signature fits any secret; for headers that were found valid.</summary>
    public static WebhookSignatureVerdict CheckBody(in WebhookDelivery delivery, ReadOnlySpan<byte> body, ReadOnlySpan<WebhookSecret> secrets)
    {
        Span<byte> candidates = stackalloc byte[MaxCandidates * MacLength];
        candidates = candidates[..(ReadCandidates(delivery, candidates) * MacLength)];
        Span<byte> prefix = stackalloc byte[MaxPrefixLength];
        prefix = prefix[..WritePrefix(delivery, prefix)];
        Span<byte> mac = stackalloc byte[MacLength];
        var matched = false;
        foreach (var secret in secrets)
        {
            if (candidates.Length > 0 && secret.TrySign(prefix, body, mac))
            {
                for (var at = 0; at < candidates.Length; at += MacLength)
                {
                    matched |= CryptographicOperations.FixedTimeEquals(mac, candidates.Slice(at, MacLength));
                }
            }
        }

        return matched ? WebhookSignatureVerdict.Valid : WebhookSignatureVerdict.NoMatch;
    }

    private static bool IsEmpty(StringValues signatures)
    {
        foreach (var signature in signatures)
        {
            if (!string.IsNullOrEmpty(signature))
            {
                return false;
            }
        }

        return true;
    }

    private static int WritePrefix(in WebhookDelivery delivery, Span<byte> prefix)
    {
        var length = Encoding.UTF8.GetBytes(delivery.Id, prefix);
        prefix[length++] = (byte)'.';
        length += Encoding.UTF8.GetBytes(delivery.Timestamp, prefix[length..]);
        prefix[length++] = (byte)'.';
        return length;
    }

    /// <summary>The signatures of the header; what is not base64 of 32 bytes cannot match and is left out.</summary>
    private static int ReadCandidates(in WebhookDelivery delivery, Span<byte> candidates)
    {
        var count = 0;
        var left = MaxSignatureLength;
        foreach (var header in delivery.Signatures)
        {
            var text = header.AsSpan(0, Math.Min(header?.Length ?? 0, left));
            left -= text.Length;
            foreach (var range in text.Split(' '))
            {
                var one = text[range];
                one = one.StartsWith(Version, StringComparison.Ordinal) ? one[Version.Length..] : one;
                if (one.Length == CandidateLength
                    && Convert.TryFromBase64Chars(one, candidates.Slice(count * MacLength, MacLength), out var length)
                    && length == MacLength
                    && ++count == MaxCandidates)
                {
                    return count;
                }
            }
        }

        return count;
    }
}
