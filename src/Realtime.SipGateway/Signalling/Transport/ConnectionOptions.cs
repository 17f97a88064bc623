namespace Realtime.SipGateway.Signalling.Transport;

/// <summary>Section <c>Sip:Connections</c>: TCP and TLS connections.</summary>
public sealed class ConnectionOptions
{
    /// <summary>A TLS handshake across an ocean takes half a second; a caller hears silence longer than three as a dead line.</summary>
    public const int DefaultConnectTimeoutMs = 3_000;

    /// <summary>RFC 5626 §4.4.1: firewalls forget idle connections after minutes.</summary>
    public const int DefaultKeepAliveSeconds = 120;

    /// <summary>Above the usual 15 minutes of session refresh.</summary>
    public const int DefaultIdleSeconds = 1_200;

    /// <summary>With 30 KB each well below what a small machine has.</summary>
    public const int DefaultMaxConnections = 4_096;

    /// <summary>A carrier's proxy opens a few, a flood thousands.</summary>
    public const int DefaultMaxPerSource = 128;

    /// <summary>Certificates are renewed days before they end: a minute more does not matter.</summary>
    public const int DefaultCertificateCheckSeconds = 60;

    /// <summary>From dialling to the end of the TLS handshake; 200 to 30,000.</summary>
    public int ConnectTimeoutMs { get; set; } = DefaultConnectTimeoutMs;

    /// <summary>
    /// Requests to UDP peers that would be longer go by TCP, and by UDP after all where the peer does not listen (RFC 3261 §18.1.1: 1300); 0: all stay
    /// on UDP; else 500 to 65,535.
    /// </summary>
    public int TcpAboveBytes { get; set; }

    /// <summary>A connection that we opened and that is silent this long gets a double CRLF; 0: never, else 10 to 600.</summary>
    public int KeepAliveSeconds { get; set; } = DefaultKeepAliveSeconds;

    /// <summary>A connection without traffic, calls and transactions is closed after this long; 30 to 86,400.</summary>
    public int IdleSeconds { get; set; } = DefaultIdleSeconds;

    /// <summary>Open at a time per listener; 1 to 100,000.</summary>
    public int MaxConnections { get; set; } = DefaultMaxConnections;

    /// <summary>Open at a time from one address (IPv6: one /64); 1 to 100,000.</summary>
    public int MaxPerSource { get; set; } = DefaultMaxPerSource;

    /// <summary>How often certificate files are looked at for a change; 1 to 86,400.</summary>
    public int CertificateCheckSeconds { get; set; } = DefaultCertificateCheckSeconds;

    /// <summary>PEM file with roots that are trusted besides the system's, for carriers and other peers; targets have their own.</summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>PEM file with certificate and chain that we show to peers that ask for one.</summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>PEM file with its private key.</summary>
    public string? ClientCertificateKeyFile { get; set; }
}
