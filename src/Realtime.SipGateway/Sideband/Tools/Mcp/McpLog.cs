namespace Realtime.SipGateway.Sideband.Tools.Mcp;

internal static partial class McpLog
{
    [LoggerMessage(6200, LogLevel.Information, "MCP server {Server} is connected; it has {Tools} tools")]
    public static partial void McpConnected(this ILogger logger, string server, int tools);

    [LoggerMessage(6201, LogLevel.Warning, "MCP server {Server} cannot be reached: {Why}")]
    public static partial void McpUnreachable(this ILogger logger, string server, string why);

    [LoggerMessage(6202, LogLevel.Warning, "Tool {Tool} of MCP server {Server} is not run: {Why}")]
    public static partial void McpChanged(this ILogger logger, string tool, string server, string why);

    [LoggerMessage(6203, LogLevel.Warning, "MCP server {Server} is left out of a session: {Why}")]
    public static partial void McpNotHosted(this ILogger logger, string server, string why);
}
