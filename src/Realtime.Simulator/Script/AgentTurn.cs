namespace Realtime.Simulator.Script;

/// <summary>What the model answers to one <c>response.create</c>: words, a tool call, or both.</summary>
/// <param name="Text">What it says; null when it only calls a tool.</param>
/// <param name="Audio">A recording of the words at 8 kHz; null makes a signal that lasts as long.</param>
/// <param name="Tool">The tool it calls.</param>
/// <param name="Mcp">The tool of an MCP server that the service calls for it.</param>
/// <param name="AfterStop">Said only when the client stopped the answer before.</param>
internal sealed record AgentTurn(string? Text, short[]? Audio = null, ToolCall? Tool = null, bool AfterStop = false, McpCall? Mcp = null) : ScriptTurn;
