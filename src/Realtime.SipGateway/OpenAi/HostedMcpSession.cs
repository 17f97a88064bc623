using System.Text.Json;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.OpenAi;

/// <summary>A hosted MCP server as a tool of a session (<c>MCPTool</c> of the API).</summary>
internal static class HostedMcpSession
{
    /// <param name="writer">Within the array <c>tools</c>.</param>
    /// <param name="name">The tool's name in the policy: the label by which the service's events name the server.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="server">The server.</param>
    public static void Write(Utf8JsonWriter writer, string name, HostedMcpToolDefinition tool, HostedMcpServer server)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "mcp");
        writer.WriteString("server_label", name);
        writer.WriteString("server_url", server.Url);
        if (tool.Description is not null)
        {
            writer.WriteString("server_description", tool.Description);
        }

        if (server.Authorization is not null)
        {
            writer.WriteString("authorization", server.Authorization);
        }

        if (server.Headers.Count > 0)
        {
            writer.WriteStartObject("headers");
            foreach (var (header, value) in server.Headers)
            {
                writer.WriteString(header, value);
            }

            writer.WriteEndObject();
        }

        WriteNames(writer, "allowed_tools", tool.AllowedTools);
        WriteApproval(writer, tool);
        writer.WriteEndObject();
    }

    /// <summary>The service asks for each call unless it is told otherwise.</summary>
    private static void WriteApproval(Utf8JsonWriter writer, HostedMcpToolDefinition tool)
    {
        var asked = tool.AllowedTools.Where(tool.NeedsApproval).ToList();
        if (asked.Count == 0 || asked.Count == tool.AllowedTools.Count)
        {
            writer.WriteString("require_approval", asked.Count == 0 ? "never" : "always");
            return;
        }

        writer.WriteStartObject("require_approval");
        writer.WriteStartObject("always");
        WriteNames(writer, "tool_names", asked);
        writer.WriteEndObject();
        writer.WriteStartObject("never");
        WriteNames(writer, "tool_names", tool.AllowedTools.Where(one => !tool.NeedsApproval(one)));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter writer, string member, IEnumerable<string> names)
    {
        writer.WriteStartArray(member);
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
