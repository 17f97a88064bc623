namespace Realtime.SipGateway.Calls;

/// <summary>The one draft that admins work on together before they publish it; it may have faults.</summary>
/// <param name="Text">As it was written, comments included.</param>
/// <param name="Hash">SHA-256 of the text, lower-case hex: who saves or publishes names the one that he saw.</param>
/// <param name="BasedOn">Number of the version it began from; publishing replaces that one and no other.</param>
/// <param name="At">When it was saved.</param>
/// <param name="Author">Who saved it.</param>
public sealed record PolicyDraft(ReadOnlyMemory<byte> Text, string Hash, int BasedOn, DateTimeOffset At, string Author);
