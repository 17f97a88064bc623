namespace Realtime.Sip.Resolution;

/// <summary>How long the absence of a record may be remembered (SOA, RFC 2308 §5).</summary>
internal sealed record DnsZoneStart(string Name, TimeSpan Life) : DnsRecord(Name, DnsType.ZoneStart, Life);
