using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Digest;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class ArrivingInviteTests
{
    [Fact]
    public void What_the_door_could_not_settle_stays_unsettled_when_a_gate_has_chosen()
    {
        var open = new Trunk("open", new TrunkOptions { Sources = ["203.0.113.7"] });
        var phones = new Trunk(
            "phones", new TrunkOptions { Sources = ["203.0.113.7"], Digest = new TrunkDigestOptions { Username = "phone", Password = "literal:secret" } });
        var arriving = new ArrivingInvite(null!, null!, [open, phones]);

        arriving.Narrow([open]);

        Assert.False(arriving.IsSettled);
        Assert.True(new ArrivingInvite(null!, null!, [open]).IsSettled);
        Assert.False(new ArrivingInvite(null!, null!, [phones]).IsSettled);
    }
}
