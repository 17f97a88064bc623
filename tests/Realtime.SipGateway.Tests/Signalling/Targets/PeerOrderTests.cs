using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Targets;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Targets;

public sealed class PeerOrderTests
{
    [Fact]
    public void A_lower_priority_number_goes_first_whatever_the_weights()
    {
        var order = PeerOrder.Of([Peer("b", 2, 1_000), Peer("a", 1, 1), Peer("c", 3, 5)]);

        Assert.Equal(["a", "b", "c"], order.Select(peer => peer.Uri));
    }

    [Theory]
    [InlineData(0, "a")]
    [InlineData(29, "a")]
    [InlineData(30, "b")]
    [InlineData(99, "b")]
    public void Peers_of_one_priority_share_the_calls_by_weight(int point, string first)
    {
        var order = PeerOrder.Of([Peer("a", 1, 30), Peer("b", 1, 70)], sum => Math.Min(point, sum - 1));

        Assert.Equal((first, 2), (order[0].Uri, order.Count));
    }

    [Fact]
    public void A_peer_without_weight_comes_last_in_its_tier()
    {
        var order = PeerOrder.Of([Peer("spare", 1, 0), Peer("a", 1, 1), Peer("b", 1, 1)], _ => 0);

        Assert.Equal("spare", order[2].Uri);
    }

    private static TrunkPeerOptions Peer(string uri, int priority, int weight) => new() { Uri = uri, Priority = priority, Weight = weight };
}
