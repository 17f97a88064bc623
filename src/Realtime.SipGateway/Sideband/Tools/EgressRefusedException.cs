namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>A connection that the egress policy forbids.</summary>
internal sealed class EgressRefusedException(string message) : IOException(message);
