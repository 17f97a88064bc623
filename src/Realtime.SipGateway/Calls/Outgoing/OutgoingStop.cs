namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>Nothing is sent to an endpoint since it said that it is gone (410). It holds for this address: a new one is tried.</summary>
/// <param name="Endpoint">Its name.</param>
/// <param name="Address">Fingerprint of the address that answered: the address itself may hold a secret.</param>
/// <param name="At">When.</param>
public sealed record OutgoingStop(string Endpoint, string Address, DateTimeOffset At);
