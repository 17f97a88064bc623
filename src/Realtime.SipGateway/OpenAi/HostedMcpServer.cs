namespace Realtime.SipGateway.OpenAi;

/// <summary>An MCP server as the AI service is told of it. It holds secrets: it is no record, so that no text of it can be made by chance.</summary>
/// <param name="url">Where the service finds it.</param>
/// <param name="authorization">OAuth token, without <c>Bearer</c>; null: none.</param>
/// <param name="headers">Further headers of each request.</param>
public sealed class HostedMcpServer(string url, string? authorization, IReadOnlyDictionary<string, string> headers)
{
    /// <summary>Stands in sessions that are checked and never sent.</summary>
    internal static HostedMcpServer Nowhere { get; } = new("https://mcp.invalid/", null, new Dictionary<string, string>());

    public string Url { get; } = url;

    public string? Authorization { get; } = authorization;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;
}
