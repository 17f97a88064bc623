namespace Realtime.Sip.Resolution;

/// <summary>The name is another one for <paramref name="Target"/> (CNAME).</summary>
internal sealed record DnsAlias(string Name, TimeSpan Life, string Target) : DnsRecord(Name, DnsType.Alias, Life);
