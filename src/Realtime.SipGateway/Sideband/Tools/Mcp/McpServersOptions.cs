namespace Realtime.SipGateway.Sideband.Tools.Mcp;

/// <summary>Section <c>McpServers</c>: the policy only names them, for they execute and hold secrets.</summary>
public sealed class McpServersOptions
{
    public Dictionary<string, McpServerOptions> Servers { get; } = new(StringComparer.Ordinal);
}
