using System.Text.Json;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.OpenAi;

/// <summary>An agent's tools as the Realtime API takes them.</summary>
internal static class SessionTools
{
    public static void Write(Utf8JsonWriter writer, AgentDefinition agent, IReadOnlyDictionary<string, ToolDefinition> tools, IHostedMcp? hosted)
    {
        writer.WriteStartArray("tools");
        foreach (var name in agent.Tools)
        {
            var tool = tools[name];
            if (tool is HostedMcpToolDefinition served)
            {
                // One that the site cannot name is left out: the agent does without it.
                if ((hosted is null ? HostedMcpServer.Nowhere : hosted.Find(served.Server)) is { } server)
                {
                    HostedMcpSession.Write(writer, name, served, server);
                }

                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("type", "function");
            writer.WriteString("name", name);
            if (tool.Description is not null)
            {
                writer.WriteString("description", tool.Description);
            }

            writer.WritePropertyName("parameters");
            WriteParameters(writer, tool, agent);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (agent.Tools.Count > 0)
        {
            writer.WriteString("tool_choice", "auto");
        }
    }

    private static void WriteParameters(Utf8JsonWriter writer, ToolDefinition tool, AgentDefinition agent)
    {
        switch (tool)
        {
            case HttpToolDefinition http:
                http.Parameters.WriteTo(writer);
                break;
            case McpToolDefinition mcp:
                mcp.Parameters.WriteTo(writer);
                break;
            case TransferToolDefinition:
                TransferToolParameters.Write(writer, agent.Transfer);
                break;
            default:
                BuiltInParameters.Of(tool, agent).WriteTo(writer);
                break;
        }
    }
}
