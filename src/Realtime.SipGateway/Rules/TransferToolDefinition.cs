namespace Realtime.SipGateway.Rules;

/// <summary>Built-in <c>transfer_call</c>: connects the caller to a human, whom the agent's <see cref="TransferDefinition"/> must allow.</summary>
public sealed record TransferToolDefinition : ToolDefinition;
