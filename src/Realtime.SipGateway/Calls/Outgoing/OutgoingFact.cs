namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>Something happened that endpoints may want to know; written in the transaction of what it tells.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Type">One of <see cref="OutgoingTypes"/>.</param>
/// <param name="At">When it happened.</param>
public sealed record OutgoingFact(CallId CallId, string Type, DateTimeOffset At);
