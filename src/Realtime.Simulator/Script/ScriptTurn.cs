namespace Realtime.Simulator.Script;

/// <summary>One step of a conversation: a <see cref="CallerTurn"/> or an <see cref="AgentTurn"/>.</summary>
internal abstract record ScriptTurn;
