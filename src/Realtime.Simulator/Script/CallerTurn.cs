namespace Realtime.Simulator.Script;

/// <summary>The caller says something.</summary>
/// <param name="Text">The transcript that the service makes of it.</param>
/// <param name="AfterMs">Without media the caller speaks by itself so long after the agent; null waits for the control API.</param>
internal sealed record CallerTurn(string Text, int? AfterMs) : ScriptTurn;
