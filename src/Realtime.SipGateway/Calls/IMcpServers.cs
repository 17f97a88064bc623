namespace Realtime.SipGateway.Calls;

/// <summary>The MCP servers of the site, as they are now.</summary>
public interface IMcpServers
{
    /// <summary>Asks each for its tools.</summary>
    Task<IReadOnlyList<McpServerStatus>> ListAsync(CancellationToken cancellationToken);
}
