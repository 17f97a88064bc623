namespace Realtime.SipGateway.Sideband.Tools.Mcp;

/// <summary>An MCP server does not answer.</summary>
internal sealed class McpUnreachableException(string message) : Exception(message);
