namespace Realtime.Sip.Resolution;

/// <summary>One record of an answer; the name in lower case, without a dot at its end.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Type">Its type.</param>
/// <param name="Life">How long it may be remembered.</param>
internal abstract record DnsRecord(string Name, DnsType Type, TimeSpan Life);
