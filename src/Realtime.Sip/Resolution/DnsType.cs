namespace Realtime.Sip.Resolution;

/// <summary>Types of DNS records that matter here, with their numbers on the wire.</summary>
internal enum DnsType : ushort
{
    None = 0,

    /// <summary>IPv4 address (RFC 1035).</summary>
    A = 1,

    /// <summary>Another name for this one (RFC 1035).</summary>
    Alias = 5,

    /// <summary>Start of a zone: how long "there is none" is true (RFC 2308).</summary>
    ZoneStart = 6,

    /// <summary>IPv6 address (RFC 3596).</summary>
    Aaaa = 28,

    /// <summary>Host and port of a service (RFC 2782).</summary>
    Service = 33,

    /// <summary>Which services a domain has (RFC 3403).</summary>
    NamingPointer = 35,

    /// <summary>Extension: the answer may be larger than 512 bytes (RFC 6891).</summary>
    Options = 41,
}
