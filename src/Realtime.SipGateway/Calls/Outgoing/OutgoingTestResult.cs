namespace Realtime.SipGateway.Calls.Outgoing;

/// <summary>What came of a test event.</summary>
/// <param name="Delivered">The endpoint took it.</param>
/// <param name="Status">HTTP status of the answer; null without one.</param>
/// <param name="Fault">What is wrong; null when it was taken.</param>
/// <param name="DurationMs">How long the answer took.</param>
public sealed record OutgoingTestResult(bool Delivered, int? Status, string? Fault, double DurationMs);
