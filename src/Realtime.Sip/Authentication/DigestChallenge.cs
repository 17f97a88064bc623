using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Authentication;

/// <summary>One challenge of a 401 or 407 (RFC 3261 §22, RFC 7616 §3.3).</summary>
public sealed record DigestChallenge
{
    /// <summary>A header value may be long, its parts go into every later request: more than this is not answered.</summary>
    private const int MaxValueLength = 512;

    public required string Realm { get; init; }

    public required string Nonce { get; init; }

    public DigestAlgorithm Algorithm { get; init; }

    /// <summary>Given back as it came.</summary>
    public string? Opaque { get; init; }

    /// <summary>The last nonce was too old, not the password wrong.</summary>
    public bool IsStale { get; init; }

    /// <summary>It came in Proxy-Authenticate.</summary>
    public bool IsProxy { get; init; }

    /// <summary><c>qop="auth"</c> is offered; without, it is a challenge of RFC 2069's kind.</summary>
    public bool HasQop { get; init; } = true;

    /// <summary>The challenges of a response that can be answered here; of each realm the one with the strongest algorithm.</summary>
    public static IReadOnlyList<DigestChallenge> ReadAll(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var challenges = new List<DigestChallenge>();
        foreach (var header in response.Headers)
        {
            if (header.Id is SipHeaderId.WwwAuthenticate or SipHeaderId.ProxyAuthenticate
                && TryParse(header.ValueBytes.Span, header.Id == SipHeaderId.ProxyAuthenticate, out var challenge))
            {
                challenges.Add(challenge);
            }
        }

        return [.. challenges.GroupBy(challenge => (challenge.IsProxy, challenge.Realm)).Select(same => same.MaxBy(one => one.Algorithm)!)];
    }

    /// <summary>The value of the header.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("Digest realm=\"").Append(Realm).Append("\", nonce=\"").Append(Nonce).Append('"');
        if (Opaque is not null)
        {
            text.Append(", opaque=\"").Append(Opaque).Append('"');
        }

        text.Append(", algorithm=").Append(Algorithm.Token());
        text.Append(HasQop ? ", qop=\"auth\"" : "");
        return text.Append(IsStale ? ", stale=true" : "").ToString();
    }

    internal static bool TryParse(ReadOnlySpan<byte> value, bool isProxy, out DigestChallenge challenge)
    {
        challenge = null!;
        if (!DigestParameters.TryParse(value, out var read)
            || read["realm"] is not { Length: <= MaxValueLength } realm
            || read["nonce"] is not { Length: > 0 and <= MaxValueLength } nonce
            || read["opaque"] is { Length: > MaxValueLength }
            || !DigestAlgorithms.TryParse(read["algorithm"], out var algorithm))
        {
            return false;
        }

        var qop = read["qop"]?.Split(',', StringSplitOptions.TrimEntries);
        challenge = new DigestChallenge
        {
            Realm = realm,
            Nonce = nonce,
            Algorithm = algorithm,
            Opaque = read["opaque"],
            IsStale = string.Equals(read["stale"], "true", StringComparison.OrdinalIgnoreCase),
            IsProxy = isProxy,
            HasQop = qop is not null,
        };

        // A peer that wants the body hashed too, and nothing else, is not understood.
        return qop is null || qop.Contains("auth", StringComparer.OrdinalIgnoreCase);
    }
}
