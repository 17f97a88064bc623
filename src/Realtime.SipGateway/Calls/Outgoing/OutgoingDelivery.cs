namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>One event for one endpoint. It holds nothing of the conversation: the body is made of what the store keeps when it is sent.</summary>
/// <param name="Id">The <c>webhook-id</c>, the same in every attempt.</param>
/// <param name="Endpoint">Name of the configured endpoint.</param>
/// <param name="Type">One of <see cref="OutgoingTypes"/>.</param>
/// <param name="CallId">The call.</param>
/// <param name="At">When the event happened.</param>
/// <param name="DueAt">Not tried before.</param>
public sealed record OutgoingDelivery(string Id, string Endpoint, string Type, CallId CallId, DateTimeOffset At, DateTimeOffset DueAt)
{
    public OutgoingState State { get; init; }

    /// <summary>How often it was tried, a try that is under way included.</summary>
    public int Attempts { get; init; }

    /// <summary>The last try.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>HTTP status of the last answer; null without one.</summary>
    public int? Status { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string? Fault { get; init; }
}
