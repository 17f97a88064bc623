namespace Realtime.Simulator.Control;

/// <summary>A SIP call that only the webhook shows.</summary>
internal sealed record PretendedCall(string? From = null, string? To = null, IReadOnlyList<PretendedHeader>? Headers = null);
