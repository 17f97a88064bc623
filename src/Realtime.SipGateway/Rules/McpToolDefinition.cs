using System.Text.Json;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// One tool of an MCP server that the site configures (<c>McpServers</c>). Description and parameters are the policy's, so that a server which changes
/// cannot tell the model something new; what the server has must fit them.
/// </summary>
public sealed record McpToolDefinition : SlowToolDefinition
{
    public const int DefaultTimeoutMs = 8_000;

    public const int DefaultMaxResponseBytes = 16_384;

    /// <summary>Name of the server in the site configuration.</summary>
    public required string Server { get; init; }

    /// <summary>Name of the tool on the server; null: as here.</summary>
    public string? Tool { get; init; }

    /// <summary>JSON Schema of the arguments: given to the model, and checked before the call.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>SHA-256 of the server's own description and schema, as <c>GET /api/mcp/servers</c> shows it; then nothing of it may change. Null: it must only fit.</summary>
    public string? Pin { get; init; }

    /// <summary>100 to 120,000.</summary>
    public int TimeoutMs { get; init; } = DefaultTimeoutMs;

    /// <summary>256 to 262,144 bytes of text.</summary>
    public int MaxResponseBytes { get; init; } = DefaultMaxResponseBytes;

    /// <summary>True when running it twice does no harm: then it is tried again when the connection breaks.</summary>
    public bool Idempotent { get; init; }

    /// <summary><c>finish</c> or <c>cancel</c>: what happens to a run when the caller hangs up. Null: it is finished.</summary>
    public string? OnHangUp { get; init; }
}
