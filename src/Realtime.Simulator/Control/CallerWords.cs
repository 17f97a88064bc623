namespace Realtime.Simulator.Control;

/// <summary>What the caller says.</summary>
internal sealed record CallerWords(string Text);
