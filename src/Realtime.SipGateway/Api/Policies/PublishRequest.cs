namespace Realtime.SipGateway.Api.Policies;

/// <summary>Publishes the draft.</summary>
/// <param name="Note">Why, for those who look at the versions later; at most 1,000 characters.</param>
internal sealed record PublishRequest(string? Note);
