namespace Realtime.SipGateway.Api.Policies;

/// <summary>Puts an earlier version in force again.</summary>
/// <param name="To">Its number.</param>
/// <param name="Note">Why, for those who look at the versions later; at most 1,000 characters.</param>
internal sealed record RollbackRequest(int To, string? Note);
