using System.Net;

namespace Realtime.Sip.Resolution;

/// <summary>An address of a host (A or AAAA).</summary>
internal sealed record DnsAddress(string Name, DnsType Type, TimeSpan Life, IPAddress Address) : DnsRecord(Name, Type, Life);
