namespace Realtime.SipGateway.OpenAi;

/// <summary>The site's MCP servers that the AI service itself calls.</summary>
public interface IHostedMcp
{
    /// <summary>What the service is told of one; null when it may not be named to the service, or what it needs cannot be had: that is logged.</summary>
    HostedMcpServer? Find(string name);
}
