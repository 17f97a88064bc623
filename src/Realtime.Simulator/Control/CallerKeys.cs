namespace Realtime.Simulator.Control;

/// <summary>What the caller presses.</summary>
internal sealed record CallerKeys(string Digits);
