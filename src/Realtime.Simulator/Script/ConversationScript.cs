namespace Realtime.Simulator.Script;

/// <summary>What stands in for the model's thinking: turns in order, and what is said when they do not fit or are used up.</summary>
internal sealed record ConversationScript
{
    public const int MaximumTurns = 500;
    public const int MaximumTextLength = 4000;
    public const int MaximumFileBytes = 1024 * 1024;
    public const int MaximumOutOfBand = 64;

    /// <summary>Key of the answers to responses whose metadata the script does not know.</summary>
    public const string AnyMetadata = "*";

    public required string Name { get; init; }

    public required IReadOnlyList<ScriptTurn> Turns { get; init; }

    /// <summary>Said when an answer is wanted and the script has none.</summary>
    public string Fallback { get; init; } = "I am sorry, I did not understand that. Could you say it again, please?";

    /// <summary>Said after a stopped answer when the script has nothing for it.</summary>
    public string FallbackAfterStop { get; init; } = "I am sorry, I cannot help with that. Is there anything else I can do?";

    /// <summary>
    /// Answers to responses outside of the conversation (<c>"conversation":"none"</c>), by a value of their metadata; one after the other, the last one again
    /// and again. <see cref="AnyMetadata"/>: of all others.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> OutOfBand { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Labels of MCP servers whose tools cannot be listed.</summary>
    public IReadOnlyCollection<string> FailingMcp { get; init; } = [];

    /// <summary>Transcript of what a caller says when the script expects nothing more.</summary>
    public string CallerFallback { get; init; } = "Hello?";
}
