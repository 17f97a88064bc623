namespace Realtime.SipGateway.Api.Control;

/// <summary>Body of a command to be silent: it has no members.</summary>
internal sealed record StopRequest;
