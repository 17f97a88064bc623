using System.Globalization;
using System.Text;

namespace Realtime.Sip.Authentication;

/// <summary>What Authorization or Proxy-Authorization says (RFC 7616 §3.4).</summary>
public sealed record DigestCredentials
{
    /// <summary>The one quality of protection that is spoken here: the method and URI are covered, the body is not.</summary>
    private const string AuthQop = "auth";

    /// <summary>Eight hexadecimal digits.</summary>
    private const int NonceCountLength = 8;

    public required string Username { get; init; }

    public required string Realm { get; init; }

    public required string Nonce { get; init; }

    /// <summary>The digest-uri: the Request-URI as the client saw it.</summary>
    public required string Uri { get; init; }

    public required string Response { get; init; }

    public DigestAlgorithm Algorithm { get; init; }

    /// <summary>The client's nonce; null without qop.</summary>
    public string? ClientNonce { get; init; }

    /// <summary>How often the client has used the nonce, this time included; 0 without qop.</summary>
    public uint NonceCount { get; init; }

    public string? Opaque { get; init; }

    /// <summary>A1 of RFC 7616 §3.4.2, hashed. As good as the password for this realm.</summary>
    public static string HashA1(DigestAlgorithm algorithm, string username, string realm, string password) =>
        algorithm.Hash($"{username}:{realm}:{password}");

    /// <summary>The header's value.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("Digest username=\"").Append(Username).Append("\", realm=\"").Append(Realm)
            .Append("\", nonce=\"").Append(Nonce).Append("\", uri=\"").Append(Uri).Append("\", response=\"").Append(Response)
            .Append("\", algorithm=").Append(Algorithm.Token());
        if (Opaque is not null)
        {
            text.Append(", opaque=\"").Append(Opaque).Append('"');
        }

        if (ClientNonce is not null)
        {
            text.Append(", qop=auth, cnonce=\"").Append(ClientNonce).Append("\", nc=").Append(NonceCountText());
        }

        return text.ToString();
    }

    /// <summary>The response that these values make for the method (RFC 7616 §3.4.1).</summary>
    internal string Compute(string hashedA1, string method)
    {
        var hashedA2 = Algorithm.Hash($"{method}:{Uri}");
        return ClientNonce is null
            ? Algorithm.Hash($"{hashedA1}:{Nonce}:{hashedA2}")
            : Algorithm.Hash($"{hashedA1}:{Nonce}:{NonceCountText()}:{ClientNonce}:{AuthQop}:{hashedA2}");
    }

    internal static bool TryParse(ReadOnlySpan<byte> value, out DigestCredentials credentials)
    {
        credentials = null!;
        if (!DigestParameters.TryParse(value, out var read)
            || read["username"] is not { } username || read["realm"] is not { } realm || read["nonce"] is not { } nonce
            || read["uri"] is not { } uri || read["response"] is not { } response
            || !DigestAlgorithms.TryParse(read["algorithm"], out var algorithm)
            || !TryReadCount(read, out var count))
        {
            return false;
        }

        credentials = new DigestCredentials
        {
            Username = username,
            Realm = realm,
            Nonce = nonce,
            Uri = uri,
            Response = response,
            Algorithm = algorithm,
            ClientNonce = count == 0 ? null : read["cnonce"],
            NonceCount = count,
            Opaque = read["opaque"],
        };
        return true;
    }

    /// <summary>With qop there are a count and a client's nonce; without, neither counts.</summary>
    private static bool TryReadCount(DigestParameters read, out uint count)
    {
        count = 0;
        return read["qop"] is not { } qop
            || (string.Equals(qop, AuthQop, StringComparison.OrdinalIgnoreCase)
                && read["cnonce"] is not null
                && read["nc"] is { Length: NonceCountLength } digits
                && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out count)
                && count > 0);
    }

    private string NonceCountText() => NonceCount.ToString("x8", CultureInfo.InvariantCulture);
}
