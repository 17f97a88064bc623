using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>What is left of a call whose process died: what somebody else needs to end its legs.</summary>
/// <param name="Id">The call.</param>
/// <param name="Trunk">Name of the caller's trunk; null without an edge.</param>
/// <param name="Sequence">Number of the call's last event.</param>
/// <param name="LastAt">When it was last heard of.</param>
/// <param name="Legs">Its dialogs that nobody had ended: one, two, or none where the call was not answered or had no edge.</param>
public sealed record DeadCall(CallId Id, string? Trunk, long Sequence, DateTimeOffset LastAt, IReadOnlyList<DialogState> Legs);
