namespace Realtime.SipGateway.Rules;

/// <summary>Let the call in.</summary>
/// <param name="Agent">Name of the agent.</param>
/// <param name="Target">Name of the AI target; null: the site's only or default one.</param>
public sealed record AcceptAction(string Agent, string? Target = null);
