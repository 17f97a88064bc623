using System.Text.Json;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// Calls an HTTP endpoint. Slots <c>{name}</c> in URL and body are filled with arguments, <c>{call.…}</c> with facts of the call,
/// <c>{collected.…}</c> with digits that the model never saw (body only).
/// </summary>
public record HttpToolDefinition : SlowToolDefinition
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

    /// <summary>
    /// The body as JSON: a text that is one slot becomes the argument with its type, slots in longer texts become text. Null: the arguments as they are,
    /// and nothing for GET and DELETE.
    /// </summary>
    public JsonElement? Body { get; init; }

    /// <summary>Extra headers; a value <c>secret:name</c> is taken from the site's named secrets.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>100 to 60,000.</summary>
    public int TimeoutMs { get; init; } = DefaultTimeoutMs;

    /// <summary>256 to 262,144.</summary>
    public int MaxResponseBytes { get; init; } = DefaultMaxResponseBytes;

    /// <summary>True when running it twice does no harm: only then is it retried, and run again when its result was lost.</summary>
    public bool Idempotent { get; init; }

    /// <summary><c>finish</c> or <c>cancel</c>: what happens to a request that runs when the caller hangs up. Null: GET is cancelled.</summary>
    public string? OnHangUp { get; init; }

    /// <summary>What of the answer the model is given; null: all of it.</summary>
    public ResultDefinition? Result { get; init; }

    /// <summary>True when it is given up with the call.</summary>
    internal bool EndsWithCall => OnHangUp is { } wish ? wish == "cancel" : Method == "GET";
}
