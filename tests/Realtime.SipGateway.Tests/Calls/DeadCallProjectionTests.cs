using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class DeadCallProjectionTests
{
    private static readonly CallId Id = CallId.New(TimeProvider.System);

    [Fact]
    public void A_call_that_was_never_answered_has_nothing_to_hang_up()
    {
        Assert.Empty(Rebuild(new InviteReceived("t", "s", "udp", "+1", "+2", null, "abc", "srtp"), new Ringing()).Legs);
    }

    [Fact]
    public void The_last_state_of_each_leg_counts()
    {
        var dead = Rebuild(
            new InviteReceived("carrier", "s", "udp", "+1", "+2", null, "abc", "srtp"),
            State(DialogState.Caller, "a", 0), State(DialogState.Called, "b", 1, "openai"),
            State(DialogState.Caller, "a", 900), State(DialogState.Called, "c", 1));

        Assert.Equal(("carrier", 5L), (dead.Trunk, dead.Sequence));
        Assert.Equal([("a", 900L, null), ("c", 1L, (string?)null)], dead.Legs.Select(leg => (leg.SipCallId, leg.LocalCseq, leg.Target)));
    }

    [Fact]
    public void A_side_that_hung_up_needs_no_BYE_and_one_that_was_sent_BYE_does()
    {
        var dead = Rebuild(
            State(DialogState.Caller, "a", 0), State(DialogState.Called, "b", 1), new ByeReceived(DialogState.Caller, null), new ByeSent(DialogState.Called, null));

        Assert.Equal("b", Assert.Single(dead.Legs).SipCallId);
    }

    [Fact]
    public void Request_numbers_alone_lead_nowhere_else()
    {
        var state = State(DialogState.Caller, "a", 0);

        Assert.True(state.LeadsAs(state with { LocalCseq = 7, RemoteCseq = 8, Routes = ["<sip:proxy;lr>"] }));
        Assert.False(state.LeadsAs(state with { Routes = [] }));
        Assert.False(state.LeadsAs(state with { RemoteTarget = "sip:elsewhere" }));
    }

    private static DeadCall Rebuild(params CallEventData[] events)
    {
        var projection = new DeadCallProjection(Id);
        foreach (var (index, data) in events.Index())
        {
            projection.Apply(new CallEvent(Id, index + 1, DateTimeOffset.UnixEpoch, "node", data));
        }

        return projection.ToDeadCall();
    }

    private static DialogState State(string leg, string callId, long cseq, string? target = null) => new(
        leg, target, "server", callId, "sip:us@x", "1", "sip:them@y", "2", "sip:them@y:5080", ["<sip:proxy;lr>"], "<sip:us@x>", cseq, 4, "udp", "127.0.0.1:5060", "127.0.0.2:5060");
}
