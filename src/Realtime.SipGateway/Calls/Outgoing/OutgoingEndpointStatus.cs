namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>A configured endpoint and how it does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Where it is; without a query, which may hold a secret.</param>
/// <param name="Events">What it is told.</param>
/// <param name="Pending">Deliveries that are to be sent.</param>
/// <param name="OldestAt">When the event of the oldest of them happened.</param>
/// <param name="Failed">Deliveries that were given up.</param>
/// <param name="StoppedAt">Since when nothing is sent, for it answered 410; null: it is served.</param>
public sealed record OutgoingEndpointStatus(
    string Name, string Url, IReadOnlyList<string> Events, long Pending, DateTimeOffset? OldestAt, long Failed, DateTimeOffset? StoppedAt);
