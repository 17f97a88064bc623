namespace Realtime.Simulator.Script;

/// <summary>A call of a function tool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments, as JSON text.</param>
internal sealed record ToolCall(string Name, string Arguments);
