namespace Realtime.Sip.Transports;

/// <summary>Whether a TLS listener wants to know who dials it (mutual TLS).</summary>
public enum SipClientCertificates
{
    /// <summary>Not asked for.</summary>
    None,

    /// <summary>Asked for; a peer without one, or with one that is not trusted, is served as a peer without a name.</summary>
    Request,

    /// <summary>A peer without a trusted one is not served.</summary>
    Require,
}
