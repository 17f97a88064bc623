using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Signalling;

/// <summary>An INVITE on its way in, until it is a call: what the gates learn of it is kept here.</summary>
internal sealed class ArrivingInvite(SipRequest request, InviteServerTransaction transaction, IReadOnlyList<Trunk> candidates)
{
    private readonly List<CallEventData> _events = [];
    private Func<CallFacts, CallFacts>? _more;

    public SipRequest Request { get; } = request;

    public InviteServerTransaction Transaction { get; } = transaction;

    public SipFlow Flow => Transaction.Flow;

    /// <summary>The trunks that fit by address, transport and number, closest first; at least one.</summary>
    public IReadOnlyList<Trunk> Candidates { get; private set; } = candidates;

    /// <summary>The closest, until a gate knows better.</summary>
    public Trunk Trunk { get; set; } = candidates[0];

    /// <summary>Address and number said it all: the trunk's rate was taken at the door.</summary>
    public bool IsSettled { get; } = TrunkMatch.AreSettled(candidates);

    /// <summary>What was learned, to be written down once the call has a log.</summary>
    public IReadOnlyList<CallEventData> Events => _events;

    /// <summary>A gate leaves fewer trunks in question; at least one.</summary>
    public void Narrow(IReadOnlyList<Trunk> candidates)
    {
        Candidates = candidates;
        Trunk = candidates[0];
    }

    /// <summary>Adds what the rules may ask for.</summary>
    public void AddFacts(Func<CallFacts, CallFacts> more)
    {
        var before = _more;
        _more = before is null ? more : facts => more(before(facts));
    }

    public void Record(CallEventData happened) => _events.Add(happened);

    public CallFacts Complete(CallFacts facts) => _more is null ? facts : _more(facts);
}
