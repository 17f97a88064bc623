using System.Net;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Signalling;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class TrunkTableTests
{
    private readonly TrunkTable _table = new(
    [
        new Trunk("wide", new TrunkOptions { Sources = ["203.0.113.0/24", "2001:db8::/32"] }),
        new Trunk("narrow", new TrunkOptions { Sources = ["203.0.113.7"], Transports = ["tls"] }),
    ]);

    [Theory]
    [InlineData("203.0.113.8", "wide")]
    [InlineData("2001:db8::5", "wide")]
    [InlineData("::ffff:203.0.113.8", "wide")]
    [InlineData("203.0.113.7", "narrow")]
    public void The_narrowest_network_wins(string source, string trunk) =>
        Assert.Equal(trunk, _table.Match(IPAddress.Parse(source), SipTransportKind.Tls).Trunk?.Name);

    [Fact]
    public void A_stranger_has_no_trunk_and_the_reason_says_so() =>
        Assert.Equal((null, "no trunk has this source address"), _table.Match(IPAddress.Parse("198.51.100.1"), SipTransportKind.Udp));

    [Fact]
    public void The_wrong_transport_is_named()
    {
        var (trunk, why) = _table.Match(IPAddress.Parse("203.0.113.7"), SipTransportKind.Udp);

        Assert.Null(trunk);
        Assert.Equal("trunk 'narrow' has this address but not transport Udp", why);
    }

    [Fact]
    public void A_trunk_takes_no_more_calls_than_its_limit()
    {
        var trunk = new Trunk("small", new TrunkOptions { MaxCalls = 1 });

        Assert.True(trunk.TryEnter());
        Assert.False(trunk.TryEnter());
        trunk.Leave();
        Assert.True(trunk.TryEnter());
    }
}
