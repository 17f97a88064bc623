namespace Realtime.SipGateway.Signalling.Digest;

/// <summary>Whom the calls of a trunk have to prove to be (digest authentication, RFC 3261 §22).</summary>
public sealed class TrunkDigestOptions
{
    /// <summary>What a peer is told to be asked by, unless configured: it names the product, not the site.</summary>
    public const string DefaultRealm = "realtime-sip-gateway";

    /// <summary>The user that the carrier or PBX authenticates as.</summary>
    public string Username { get; set; } = "";

    /// <summary>Where the password is kept: <c>env:NAME</c> or <c>file:/path</c>.</summary>
    public string Password { get; set; } = "";

    /// <summary>Our realm; user and password belong to it.</summary>
    public string Realm { get; set; } = DefaultRealm;

    /// <summary><c>SHA-256</c> and <c>MD5</c>; empty: both, the stronger one offered first (RFC 8760).</summary>
    public IList<string> Algorithms { get; set; } = [];
}
