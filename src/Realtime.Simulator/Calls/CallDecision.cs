namespace Realtime.Simulator.Calls;

/// <summary>What became of a ringing call.</summary>
/// <param name="Kind">Who decided what.</param>
/// <param name="Status">SIP status of a rejection.</param>
internal sealed record CallDecision(CallDecisionKind Kind, int Status = 0);
