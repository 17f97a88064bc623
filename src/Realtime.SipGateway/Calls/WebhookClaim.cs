namespace Realtime.SipGateway.Calls;

/// <summary>The right to decide one webhook.</summary>
/// <param name="WebhookId">The delivery's <c>webhook-id</c>: the same on every retry.</param>
/// <param name="Target">The AI target whose webhook path it came to.</param>
/// <param name="RealtimeCallId">The pending call.</param>
/// <param name="CallId">The gateway's call it was tied to; null when the call had no edge or could not be tied.</param>
/// <param name="ClaimedAt">When.</param>
public sealed record WebhookClaim(
    string WebhookId, string Target, RealtimeCallId RealtimeCallId, CallId? CallId, DateTimeOffset ClaimedAt);
