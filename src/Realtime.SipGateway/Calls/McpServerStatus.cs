namespace Realtime.SipGateway.Calls;

/// <summary>An MCP server.</summary>
/// <param name="Name">In the site configuration.</param>
/// <param name="Connected">It answers.</param>
/// <param name="Fault">Why not.</param>
/// <param name="Tools">What it offers.</param>
public sealed record McpServerStatus(string Name, bool Connected, string? Fault, IReadOnlyList<McpToolStatus> Tools);
