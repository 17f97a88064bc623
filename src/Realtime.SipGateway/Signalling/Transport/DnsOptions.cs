namespace Realtime.SipGateway.Signalling.Transport;

/// <summary>Section <c>Sip:Dns</c>: how the hosts of targets and peers are found (RFC 3263).</summary>
public sealed class DnsOptions
{
    /// <summary>A server on the same network answers within milliseconds, a cold lookup within a second; the caller hears ringing meanwhile.</summary>
    public const int DefaultTimeoutMs = 1_000;

    /// <summary>An hour of an unreachable resolver must not stop calls to hosts that were known (RFC 8767).</summary>
    public const int DefaultStaleSeconds = 3_600;

    /// <summary>Addresses, with a port where it is not 53; empty: those of the system.</summary>
    public IList<string> Servers { get; set; } = [];

    /// <summary>How long one server may take for one question; 100 to 5,000.</summary>
    public int TimeoutMs { get; set; } = DefaultTimeoutMs;

    /// <summary>How long an answer out of date is used while no server answers; 0 to 86,400.</summary>
    public int StaleSeconds { get; set; } = DefaultStaleSeconds;

    /// <summary><c>ipv4-first</c>, <c>ipv6-first</c>, <c>ipv4-only</c>, <c>ipv6-only</c>.</summary>
    public string AddressOrder { get; set; } = "ipv4-first";
}
