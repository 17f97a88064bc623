namespace Realtime.SipGateway.Api.Control;

/// <summary>Body of a command to take a turn; may be absent.</summary>
/// <param name="Instructions">What the turn is about, at most 4,000 characters; without it the agent goes on with the conversation.</param>
/// <param name="Turn">The turn of the caller that it answers, as <c>handler.turn_opened</c> counts it: 409 when that turn is over.</param>
internal sealed record RespondRequest(string? Instructions = null, int? Turn = null);
