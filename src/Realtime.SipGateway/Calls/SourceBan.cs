namespace Realtime.SipGateway.Calls;

/// <summary>A source that is not served.</summary>
/// <param name="Source">Address, or the /64 of an IPv6 address.</param>
/// <param name="Transports"><c>udp</c>: what led to it may have been forged, so that connections from there are served. <c>all</c>: it was proven by a connection.</param>
/// <param name="Reason">The last sign that led to it.</param>
/// <param name="Since">When it began.</param>
/// <param name="Until">When it ends by itself.</param>
public sealed record SourceBan(string Source, string Transports, string Reason, DateTimeOffset Since, DateTimeOffset Until);
