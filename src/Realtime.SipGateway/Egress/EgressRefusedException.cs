namespace Realtime.SipGateway.Egress;

/// <summary>A connection that the egress policy forbids.</summary>
internal sealed class EgressRefusedException(string message) : IOException(message);
