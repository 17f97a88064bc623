namespace Realtime.SipGateway.Rules.Talk;

/// <summary>How long a conversation with the agent may go on, by turns and by the caller's one turn; money and seconds of the call are a budget's.</summary>
public sealed record LimitsDefinition
{
    public const string Leave = "finish";
    public const string Warn = "warn";

    /// <summary>How many turns of the caller are answered, 1 to 1,000; null: any number.</summary>
    public int? MaxTurns { get; init; }

    /// <summary>How long the caller may speak at a stretch, 5 to 3,600 s; null: as long as they like.</summary>
    public double? MaxTalkSeconds { get; init; }

    /// <summary><see cref="Leave"/>: the conversation is left; <see cref="Warn"/>: it is written down, and the model is told to come to the point.</summary>
    public string Action { get; init; } = Leave;

    /// <summary>How the conversation is left; null: the call ends without a word.</summary>
    public FinishDefinition? Finish { get; init; }
}
