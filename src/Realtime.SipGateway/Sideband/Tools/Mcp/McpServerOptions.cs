namespace Realtime.SipGateway.Sideband.Tools.Mcp;

/// <summary>Section <c>McpServers:{name}</c>: a server of the Model Context Protocol; either <see cref="Url"/> or <see cref="Command"/>.</summary>
public sealed class McpServerOptions
{
    /// <summary>A process that starts takes a second or two.</summary>
    public const int DefaultConnectTimeoutMs = 10_000;

    /// <summary>A server that is down is not asked by each call of it.</summary>
    public const int DefaultRestMs = 10_000;

    /// <summary>Streamable HTTP: https, or http on this machine or to a private address.</summary>
    public string? Url { get; set; }

    /// <summary>Headers of each request; <c>secret:name</c> is taken from <c>Secrets</c>.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The AI service may call it itself (tools of type <c>hosted_mcp</c>): it is told the address, which it must reach, and the headers.</summary>
    public bool Hosted { get; set; }

    /// <summary>Stdio: the program to start, once for all calls.</summary>
    public string? Command { get; set; }

    public IList<string> Arguments { get; set; } = [];

    public string? WorkingDirectory { get; set; }

    /// <summary>Environment of the program, which otherwise has the platform's basic variables only; <c>env:NAME</c> and <c>file:/path</c> are read.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>To connect and to list the tools, 500 to 120,000 ms.</summary>
    public int ConnectTimeoutMs { get; set; } = DefaultConnectTimeoutMs;

    /// <summary>After a failed connection nothing is tried for so long, 0 to 300,000 ms.</summary>
    public int RestMs { get; set; } = DefaultRestMs;
}
