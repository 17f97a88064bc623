namespace Realtime.Sip.Resolution;

/// <summary>Which addresses of a host with both families are tried, and in which order.</summary>
public enum SipAddressOrder
{
    /// <summary>IPv4, then IPv6: what SIP peers test most.</summary>
    IPv4First,

    /// <summary>IPv6, then IPv4.</summary>
    IPv6First,

    /// <summary>IPv4 alone.</summary>
    IPv4Only,

    /// <summary>IPv6 alone.</summary>
    IPv6Only,
}
