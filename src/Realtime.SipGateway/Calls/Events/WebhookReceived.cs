namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>webhook.received</c>: A verified webhook announced the vendor's call.</summary>
public sealed record WebhookReceived(
    string WebhookId, string Target, RealtimeCallId RealtimeCallId, string? MediaSecurity, double AgeMs) : CallEventData
{
    internal override string Type => "webhook.received";
}
