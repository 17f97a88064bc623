namespace Realtime.SipGateway.Rules;

/// <summary>
/// Tools of an MCP server that the AI service itself calls: the gateway names them in the session, lets people agree where they must, and writes down what
/// ran. The server is the site's (<c>McpServers</c>, with <c>Hosted</c>). What it says of its tools the service gives to the model as it is.
/// </summary>
public sealed record HostedMcpToolDefinition : SlowToolDefinition
{
    /// <summary>What a caller waits for a service that the gateway cannot hurry.</summary>
    public const int DefaultTimeoutMs = 30_000;

    /// <summary>Name of the server in the site configuration.</summary>
    public required string Server { get; init; }

    /// <summary>The tools of the server that the agent may use; no others.</summary>
    public required IReadOnlyList<string> AllowedTools { get; init; }

    /// <summary>Those of <see cref="AllowedTools"/> that <see cref="ToolDefinition.Approval"/> is about; null: all of them.</summary>
    public IReadOnlyList<string>? ApprovalTools { get; init; }

    /// <summary>After so long without a result the agent goes on without it, 1,000 to 300,000.</summary>
    public int TimeoutMs { get; init; } = DefaultTimeoutMs;

    /// <summary>True when a person must agree before this tool of the server runs.</summary>
    public bool NeedsApproval(string tool) => Approval is not null && (ApprovalTools?.Contains(tool, StringComparer.Ordinal) ?? true);
}
