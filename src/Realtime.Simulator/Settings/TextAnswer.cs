namespace Realtime.Simulator.Settings;

/// <summary>What the text model of <c>POST /v1/responses</c> says to one request, or how it fails. Set by the control API.</summary>
public sealed record TextAnswer
{
    /// <summary>The answer; null: one that fits the request is made up.</summary>
    public string? Text { get; init; }

    /// <summary>The model would not answer, in these words.</summary>
    public string? Refusal { get; init; }

    /// <summary>The answer is cut off for this reason, such as <c>max_output_tokens</c>.</summary>
    public string? Incomplete { get; init; }

    /// <summary>HTTP status instead of an answer; 0: there is one.</summary>
    public int Status { get; init; }

    /// <summary>Code of the error, with <see cref="Status"/>.</summary>
    public string? Code { get; init; }

    /// <summary><c>Retry-After</c> in seconds, with <see cref="Status"/>; 0: none.</summary>
    public int RetryAfter { get; init; }

    /// <summary>It comes so much later.</summary>
    public int DelayMs { get; init; }
}
