namespace Realtime.Simulator.Control;

/// <summary>One more header of a pretended INVITE.</summary>
internal sealed record PretendedHeader(string Name, string Value);
