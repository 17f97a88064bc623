namespace Realtime.SipGateway.Rules;

/// <summary>Built-in <c>hang_up</c>: ends the call when the agent's last words have been heard.</summary>
public sealed record HangUpToolDefinition : ToolDefinition;
