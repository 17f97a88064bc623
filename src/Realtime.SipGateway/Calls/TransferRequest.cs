namespace Realtime.SipGateway.Calls;

/// <summary>Somebody wants the caller to be connected to somebody else. Untrusted where a model asks: the allow-list decides (P5).</summary>
/// <param name="Target">Name of a destination of the agent, a number, or a SIP address.</param>
/// <param name="AskedBy">The agent or an operator.</param>
/// <param name="Who">Name of the operator's key; null for the agent.</param>
/// <param name="Summary">What the human should know before the caller is there; null when nothing was said.</param>
/// <param name="IsTakeover">A supervisor takes the caller: the policy's takeover destinations are allowed too.</param>
public sealed record TransferRequest(string Target, CallEndedBy AskedBy, string? Who = null, string? Summary = null, bool IsTakeover = false);
