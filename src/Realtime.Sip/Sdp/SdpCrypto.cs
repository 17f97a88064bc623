namespace Realtime.Sip.Sdp;

/// <summary>One <c>a=crypto</c> line (RFC 4568). The key is never read: what is not held cannot leak.</summary>
public sealed record SdpCrypto(int Tag, string Suite);
