namespace Realtime.Simulator.Script;

/// <summary>A call of a tool of an MCP server that the service calls itself.</summary>
/// <param name="ServerLabel">The server, as the session names it.</param>
/// <param name="Name">The tool on it.</param>
/// <param name="Arguments">Its arguments, as JSON text.</param>
/// <param name="Output">What the server answers; null: it fails.</param>
/// <param name="Error">What it fails with.</param>
internal sealed record McpCall(string ServerLabel, string Name, string Arguments, string? Output, string? Error);
