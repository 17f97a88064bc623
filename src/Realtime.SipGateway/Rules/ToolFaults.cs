using System.Text.Json;

namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with a tool beyond its shape.</summary>
internal static class ToolFaults
{
    public static void Check(string path, ToolDefinition tool, PolicyDocument document, PolicySite site, List<PolicyFault> faults)
    {
        switch (tool)
        {
            case HttpAsyncToolDefinition later:
                HttpToolFaults.Check(path, later, document, faults);
                CheckLater(path, later, site, faults);
                break;
            case HttpToolDefinition http:
                HttpToolFaults.Check(path, http, document, faults);
                break;
            case McpToolDefinition mcp:
                CheckParameters(path, mcp.Parameters, faults);
                if (!site.McpServers.Contains(mcp.Server))
                {
                    faults.Add(site.McpServers.Count == 0
                        ? new PolicyFault(path + ".server", "is no MCP server that is defined", Quote(mcp.Server), $"define it under {PolicySite.McpServersSection} in the site configuration")
                        : PolicyValidator.Unknown(path + ".server", mcp.Server, site.McpServers, "MCP server"));
                }

                break;
            case HostedMcpToolDefinition hosted:
                CheckHosted(path, hosted, site, faults);
                break;
            case ScheduleCallbackToolDefinition callback when !TimeZoneInfo.TryFindSystemTimeZoneById(callback.TimeZone, out _):
                faults.Add(new PolicyFault(path + ".time_zone", "is no time zone that this machine knows", Quote(callback.TimeZone), "write an IANA name such as Europe/Berlin"));
                break;
            case HangUpToolDefinition { Approval: not null }:
                faults.Add(new PolicyFault(path + ".approval", "stands on hang_up, which needs nobody's word", null, "remove it"));
                break;
            default:
                break;
        }
    }

    private static void CheckHosted(string path, HostedMcpToolDefinition tool, PolicySite site, List<PolicyFault> faults)
    {
        if (!site.HostedMcpServers.Contains(tool.Server))
        {
            faults.Add(site.HostedMcpServers.Count == 0
                ? new PolicyFault(path + ".server", "is no MCP server that is marked as hosted", Quote(tool.Server), $"define it under {PolicySite.McpServersSection} in the site configuration, with Hosted")
                : PolicyValidator.Unknown(path + ".server", tool.Server, site.HostedMcpServers, "hosted MCP server"));
        }

        if (tool is { ApprovalTools: not null, Approval: null })
        {
            faults.Add(new PolicyFault(path + ".approval_tools", "has no approval that it could be about", null, "add approval, or remove it"));
        }

        foreach (var name in (tool.ApprovalTools ?? []).Except(tool.AllowedTools, StringComparer.Ordinal))
        {
            faults.Add(new PolicyFault(path + ".approval_tools", "names a tool that is not allowed", Quote(name), "add it to allowed_tools, or remove it here"));
        }
    }

    private static void CheckLater(string path, HttpAsyncToolDefinition tool, PolicySite site, List<PolicyFault> faults)
    {
        if (tool.Poll is { } poll)
        {
            HttpToolFaults.CheckUrl(path + ".poll.url", poll.Url, [], faults, isLater: true);
            if (!poll.Execution.StartsWith('/'))
            {
                faults.Add(new PolicyFault(path + ".poll.execution", "is no JSON Pointer", Quote(poll.Execution), "begin with /, such as /execution_id"));
            }
        }
        else if (!site.TakesCallbacks)
        {
            faults.Add(new PolicyFault(
                path + ".poll", "is missing, and the site takes no callbacks", null, $"give poll, or set {PolicySite.ToolCallbacksSection}:PublicUrl and :Key in the site configuration"));
        }
    }

    /// <summary>The parameters must describe an object: that is what models fill in.</summary>
    public static void CheckParameters(string path, JsonElement parameters, List<PolicyFault> faults)
    {
        if (!parameters.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != "object")
        {
            faults.Add(new PolicyFault(path + ".parameters", "must describe an object", PolicySchema.Show(parameters), "start with \"type\": \"object\""));
        }

        faults.AddRange(ParameterNames(parameters).Where(ToolSlot.IsReserved).Select(name => new PolicyFault(
            $"{path}.parameters.properties.{name}", "begins as the gateway's own slots do", null, "choose a name that does not begin with call., collected. or execution.")));
    }

    public static IReadOnlyList<string> ParameterNames(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? [.. properties.EnumerateObject().Select(property => property.Name)]
            : [];

    public static string Quote(string text) => $"\"{(text.Length <= 60 ? text : text[..60] + "…")}\"";
}
