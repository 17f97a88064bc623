using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// Mints and checks the <c>X-Gateway-Token</c> that ties a webhook to the attempt whose INVITE carried it:
/// <c>attempt.unixSeconds.base64url(HMAC-SHA256(key, "call.attempt.unixSeconds"))</c>. Single use comes from <see cref="CallMachine"/>:
/// one attempt is announced once.
/// </summary>
public sealed class AttemptToken(byte[] key, TimeProvider time)
{
    public const string CallHeader = "X-Gateway-Call";

    public const string TokenHeader = "X-Gateway-Token";

    /// <summary>Longer than any INVITE may ring (Timer C is 3 minutes), short enough that a leaked one is worthless.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int MaxLength = 128;

    /// <summary>32 bytes in Base64.</summary>
    private const int SignatureLength = 43;

    /// <summary>A key of this process alone: calls that were pending when it died are not taken up by the next one.</summary>
    public static AttemptToken Create(TimeProvider time) => new(RandomNumberGenerator.GetBytes(32), time);

    public string Mint(CallId call, int attempt)
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{attempt}.{seconds}.{Sign(call, attempt, seconds)}");
    }

    /// <summary>True, with the attempt's number, for a token that this gateway minted for this call and that is not too old.</summary>
    public bool TryVerify(CallId call, string token, out int attempt)
    {
        return TryRead(token, out attempt, out var seconds, out var signature)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(Sign(call, attempt, seconds)));
    }

    /// <summary>True for a token that is not too old and that another gateway may have minted with its own key.</summary>
    public bool MayBeOfAnother(string token) => TryRead(token, out _, out _, out var signature) && signature.Length == SignatureLength;

    private bool TryRead(string token, out int attempt, out long seconds, out string signature)
    {
        (attempt, seconds, signature) = (0, 0, "");
        var parts = token.Length <= MaxLength ? token.Split('.') : [];
        if (parts.Length != 3)
        {
            return false;
        }

        signature = parts[2];
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out attempt)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
            && Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) <= (long)Lifetime.TotalSeconds;
    }

    private string Sign(CallId call, int attempt, long seconds)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{call.Value}.{attempt}.{seconds}");
        return Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)));
    }
}
