using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>Section <c>Identity</c>: whose signatures on calls are believed (STIR/SHAKEN), and where their certificates may be fetched.</summary>
public sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>A caller waits for it, once per certificate: what takes longer is as good as down.</summary>
    public const int DefaultFetchTimeoutMs = 1_500;

    /// <summary>RFC 8224 §6.2: a minute, clocks that differ included.</summary>
    public const int DefaultFreshnessSeconds = 60;

    /// <summary>PEM files with the authorities that may certify signers, such as the list of the STI-PA.</summary>
    public IList<string> TrustAnchorFiles { get; set; } = [];

    /// <summary>Hosts that certificates are fetched from, by https only: <c>certs.example.com</c>, <c>*.example.com</c>, or with a port <c>certs.example.com:8443</c>.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>PEM file with further trusted roots for those hosts.</summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>200 to 10,000.</summary>
    [Range(200, 10_000)]
    public int FetchTimeoutMs { get; set; } = DefaultFetchTimeoutMs;

    /// <summary>How old a signature may be, 5 to 600.</summary>
    [Range(5, 600)]
    public int FreshnessSeconds { get; set; } = DefaultFreshnessSeconds;

    internal TimeSpan Freshness => TimeSpan.FromSeconds(FreshnessSeconds);
}
