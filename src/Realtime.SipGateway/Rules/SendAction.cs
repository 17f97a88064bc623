namespace Realtime.SipGateway.Rules;

/// <summary>Take the caller to a destination of the site's (a person, a queue, a voicemail) without an agent.</summary>
/// <param name="Destination">Name of the destination.</param>
/// <param name="Fallback">Name of the destination that gets the call when the first cannot be reached or does not answer; null: the caller hears its refusal.</param>
public sealed record SendAction(string Destination, string? Fallback = null);
