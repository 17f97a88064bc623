using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>Rebuilds from the events of a call, and from nothing else, what its dialogs were when the last of them was written; the rest is told by <see cref="CallSnapshotProjection"/>.</summary>
public sealed class DeadCallProjection(CallId call)
{
    private readonly Dictionary<string, DialogState> _legs = new(StringComparer.Ordinal);
    private string? _trunk;
    private long _sequence;
    private DateTimeOffset _at;

    /// <summary>The caller was talking with a person, not with an AI target.</summary>
    public bool LeadsToPerson => _legs.TryGetValue(DialogState.Called, out var called) && called.Target is null;

    /// <summary>Takes the next event, in order.</summary>
    public void Apply(CallEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        (_sequence, _at) = (Math.Max(_sequence, happened.Sequence), happened.At);
        switch (happened.Data)
        {
            case InviteReceived invite:
                _trunk = invite.Trunk;
                break;
            case DialogState state:
                _legs[state.Leg] = state;
                break;

            // Its side has ended it: what we would send finds no dialog. A BYE of ours may have got lost with us, so that one counts for nothing.
            case ByeReceived bye:
                _legs.Remove(bye.Leg);
                break;
        }
    }

    /// <summary>What is left to end.</summary>
    public DeadCall ToDeadCall() => new(call, _trunk, _sequence, _at, [.. _legs.Values.OrderBy(static leg => leg.Leg, StringComparer.Ordinal)]);
}
