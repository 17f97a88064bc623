namespace Realtime.SipGateway.Rules;

/// <summary>
/// Built-in <c>send_to_agent</c>: another agent of the policy takes the call over, one that the present agent's <see cref="AgentDefinition.HandOff"/>
/// names. Instructions, tools, guardrails and turn detection change; the voice that has been heard cannot, nor can the model.
/// </summary>
public sealed record SendToAgentToolDefinition : ToolDefinition;
