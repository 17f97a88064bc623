namespace Realtime.SipGateway.Sideband;

/// <summary>What an item about a hosted MCP server says beyond other items.</summary>
/// <param name="Label">The server's label: the tool's name in the policy.</param>
/// <param name="ApprovalRequestId">The question that a call, or an answer of ours, belongs to.</param>
/// <param name="Output">What a call came to; null while it runs, or when it failed.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Tools">Names of a list; null for other items.</param>
internal sealed record HostedItem(string? Label, string? ApprovalRequestId, string? Output, string? Error, IReadOnlyList<string>? Tools)
{
    public const string Prefix = "mcp_";
    public const string Call = "mcp_call";
    public const string ApprovalRequest = "mcp_approval_request";
    public const string ApprovalResponse = "mcp_approval_response";
    public const string List = "mcp_list_tools";

    public bool HasEnded => Output is not null || Error is not null;
}
