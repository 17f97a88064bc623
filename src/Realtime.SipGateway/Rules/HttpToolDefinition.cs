using System.Text.Json;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// Calls an HTTP endpoint. Slots <c>{name}</c> in the URL are filled with arguments, percent-encoded; the body is the arguments as JSON,
/// or nothing for GET and DELETE.
/// </summary>
public sealed record HttpToolDefinition : ToolDefinition
{
    /// <summary>A tool that keeps the caller waiting longer than this needs another design.</summary>
    public const int DefaultTimeoutMs = 8_000;

    /// <summary>What a model can use of an answer; more is refused.</summary>
    public const int DefaultMaxResponseBytes = 16_384;

    /// <summary>JSON Schema of the arguments: given to the model, and checked before the call.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>GET, POST, PUT, PATCH or DELETE.</summary>
    public string Method { get; init; } = "POST";

    public required string Url { get; init; }

    /// <summary>Extra headers; a value <c>secret:name</c> is taken from the site's named secrets.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>100 to 60,000.</summary>
    public int TimeoutMs { get; init; } = DefaultTimeoutMs;

    /// <summary>256 to 262,144.</summary>
    public int MaxResponseBytes { get; init; } = DefaultMaxResponseBytes;

    /// <summary>True when running it twice does no harm: only then is it retried.</summary>
    public bool Idempotent { get; init; }
}
