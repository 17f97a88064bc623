namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>What a try came to.</summary>
/// <param name="State">Pending: it is tried again.</param>
/// <param name="DueAt">When it is tried again.</param>
/// <param name="Status">HTTP status of the answer; null without one.</param>
/// <param name="Fault">What is wrong; null when it was delivered.</param>
/// <param name="Counts">False: nothing was sent, and the try is not counted.</param>
public sealed record OutgoingResult(OutgoingState State, DateTimeOffset DueAt, int? Status, string? Fault, bool Counts = true);
