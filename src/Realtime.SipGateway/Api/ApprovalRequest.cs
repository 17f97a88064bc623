namespace Realtime.SipGateway.Api;

/// <summary>Body of a decision about a tool; may be left out.</summary>
/// <param name="Note">For the record; the agent is told it when the tool is denied.</param>
internal sealed record ApprovalRequest(string? Note);
