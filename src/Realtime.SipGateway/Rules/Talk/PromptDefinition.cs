namespace Realtime.SipGateway.Rules.Talk;

/// <summary>Something that the agent says of its own accord: at a time or after an event; its words are given, or the model decides whether there are any.</summary>
public sealed record PromptDefinition
{
    /// <summary>After a run of <c>every_seconds</c> or after an event; once for a time.</summary>
    public const int DefaultMaxAgain = 5;

    /// <summary>The model reads the conversation and answers a sentence; later it would come out of place.</summary>
    public const int DefaultTimeoutMs = 5_000;

    /// <summary>People who think need a few seconds.</summary>
    public const double DefaultSilenceSeconds = 6;

    public const string ToolCompleted = "tool_completed";
    public const string ToolFailed = "tool_failed";
    public const string Silence = "silence";
    public const string BudgetSoft = "budget_soft";
    public const string Digits = "digits";
    public const string TextAdded = "text_added";
    public const string ImageAdded = "image_added";

    /// <summary>Unique within the agent; in events and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>What it follows, one of the constants; null: the time.</summary>
    public string? On { get; init; }

    /// <summary>
    /// Without <see cref="On"/>: from the beginning of the agent's conversation, 5 to 3,600 s. With <see cref="Silence"/>: how long nobody may speak, 2 to 600 s.
    /// </summary>
    public double? AfterSeconds { get; init; }

    /// <summary>Without <see cref="On"/>: again and again after so many seconds, 10 to 3,600; null: once.</summary>
    public double? EverySeconds { get; init; }

    /// <summary>The tool of <see cref="ToolCompleted"/> or <see cref="ToolFailed"/>; null: any.</summary>
    public string? Tool { get; init; }

    /// <summary>How often it comes up in the agent's conversation, 1 to 100; null: <see cref="DefaultMaxAgain"/>, or once for a single time.</summary>
    public int? Max { get; init; }

    /// <summary>What is said, word by word.</summary>
    public string? Say { get; init; }

    /// <summary>Instead of <see cref="Say"/>: what the model is asked beside the conversation; it decides whether something is said, and what.</summary>
    public string? Check { get; init; }

    /// <summary>How long the model may take for <see cref="Check"/>, 500 to 20,000 ms.</summary>
    public int TimeoutMs { get; init; } = DefaultTimeoutMs;

    internal bool IsTimed => On is null;

    internal int Limit => Max ?? (IsTimed && EverySeconds is null ? 1 : DefaultMaxAgain);

    /// <summary>In events: what it followed.</summary>
    internal string Trigger => On ?? "time";
}
