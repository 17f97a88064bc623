namespace Realtime.Demo;

/// <summary>One line of the story: who does it, and what.</summary>
/// <param name="Who">caller, gateway, openai, agent, tool or record.</param>
/// <param name="Text">For a person who never saw SIP.</param>
/// <param name="Key">Set for words that come in pieces: pieces with the same key continue one line.</param>
/// <param name="CanWait">True when it need not break words that are being written: it comes after them.</param>
internal sealed record TimelineLine(string Who, string Text, string? Key = null, bool CanWait = false);
