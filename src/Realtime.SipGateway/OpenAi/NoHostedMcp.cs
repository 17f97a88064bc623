namespace Realtime.SipGateway.OpenAi;

/// <summary>A site without MCP servers for the AI service.</summary>
internal sealed class NoHostedMcp : IHostedMcp
{
    public HostedMcpServer? Find(string name) => null;
}
