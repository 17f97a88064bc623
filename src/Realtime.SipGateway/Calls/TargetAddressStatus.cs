namespace Realtime.SipGateway.Calls;

/// <summary>One address of a side that calls are sent to.</summary>
/// <param name="Address"><c>tls:203.0.113.7:5061</c>.</param>
/// <param name="Up">Calls are sent there.</param>
/// <param name="Since">Since when.</param>
/// <param name="Why">The last failure; null when it answers.</param>
public sealed record TargetAddressStatus(string Address, bool Up, DateTimeOffset Since, string? Why);
