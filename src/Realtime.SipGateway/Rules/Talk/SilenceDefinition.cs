namespace Realtime.SipGateway.Rules.Talk;

/// <summary>What happens when nobody speaks: the caller is asked whether they are still there, then the call is left.</summary>
public sealed record SilenceDefinition
{
    /// <summary>Shorter pauses are people who think or look for a paper.</summary>
    public const double DefaultAfterSeconds = 10;

    /// <summary>One question can be missed; who does not answer two is gone.</summary>
    public const int DefaultPrompts = 2;

    /// <summary>How long nobody may speak, 2 to 600 s, counted from when the caller has heard the agent's last word.</summary>
    public double AfterSeconds { get; init; } = DefaultAfterSeconds;

    /// <summary>How often the caller is asked before the call is left, 0 to 10.</summary>
    public int Prompts { get; init; } = DefaultPrompts;

    /// <summary>The questions, word by word, one for each prompt; the last one is repeated. Empty: the agent asks in its own words.</summary>
    public IReadOnlyList<string> Say { get; init; } = [];

    /// <summary>What the model is told to do instead of <see cref="Say"/>; null with an empty <see cref="Say"/>: to ask whether the caller is still there.</summary>
    public string? Instructions { get; init; }

    /// <summary>How the caller is left after the last prompt; null: the call ends without a word.</summary>
    public FinishDefinition? Finish { get; init; }
}
