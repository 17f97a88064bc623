namespace Realtime.Sip.Resolution;

/// <summary>A host and port that offer a service (SRV); an empty target says that the service is not offered (RFC 2782).</summary>
internal sealed record DnsService(string Name, TimeSpan Life, int Priority, int Weight, int Port, string Target)
    : DnsRecord(Name, DnsType.Service, Life);
