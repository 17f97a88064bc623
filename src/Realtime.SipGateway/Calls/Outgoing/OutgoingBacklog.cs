namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>What waits for one endpoint.</summary>
/// <param name="Endpoint">Its name.</param>
/// <param name="Pending">Deliveries that are to be sent.</param>
/// <param name="OldestAt">When the event of the oldest of them happened.</param>
/// <param name="Failed">Deliveries that were given up.</param>
public sealed record OutgoingBacklog(string Endpoint, long Pending, DateTimeOffset? OldestAt, long Failed);
