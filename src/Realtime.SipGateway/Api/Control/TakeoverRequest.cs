namespace Realtime.SipGateway.Api.Control;

/// <summary>Body of a takeover; may be absent.</summary>
/// <param name="To">
/// A destination of the policy's <c>takeover</c>, or whatever the agent may transfer to; without it the destination that has the name of who asks,
/// else the policy's default.
/// </param>
/// <param name="Summary">What the person should know; sent where the trunk has a header for it.</param>
internal sealed record TakeoverRequest(string? To = null, string? Summary = null);
