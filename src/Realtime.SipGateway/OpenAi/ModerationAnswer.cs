namespace Realtime.SipGateway.OpenAi;

/// <summary>What the moderation endpoint says of a text.</summary>
/// <param name="IsFlagged">The service's own judgement.</param>
/// <param name="Flagged">Categories that it flags.</param>
/// <param name="Scores">0 to 1 by category.</param>
internal sealed record ModerationAnswer(bool IsFlagged, IReadOnlyList<string> Flagged, IReadOnlyDictionary<string, double> Scores);
