using System.Text.Json;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>One difference between two documents.</summary>
/// <param name="Path">Where: <c>rules[front desk].accept.agent</c>; entries with a name are told by it, not by their position.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Before">The value before; null where there was none, and of moves.</param>
/// <param name="After">The value after; null where there is none, and of moves.</param>
public sealed record PolicyChange(string Path, PolicyChangeKind Kind, JsonElement? Before = null, JsonElement? After = null);
