namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>Words that are to be judged.</summary>
/// <param name="Side"><c>agent</c> or <c>caller</c>.</param>
/// <param name="ResponseId">The agent's response; empty for the caller, and where it is not known any more.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Text">The item's words so far.</param>
/// <param name="IsWhole">No more words come.</param>
/// <param name="Language">Of the caller's words as they were recognised, else as the agent has it; null when it is not known.</param>
internal sealed record JudgedText(string Side, string ResponseId, string ItemId, string Text, bool IsWhole, string? Language);
