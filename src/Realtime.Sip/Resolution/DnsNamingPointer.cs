namespace Realtime.Sip.Resolution;

/// <summary>A service of a domain, and the name to ask for its hosts (NAPTR).</summary>
internal sealed record DnsNamingPointer(
    string Name, TimeSpan Life, int Order, int Preference, string Flags, string Services, string Expression, string Replacement)
    : DnsRecord(Name, DnsType.NamingPointer, Life);
