using System.Net;
using Realtime.Sip.Messages;
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
        new Trunk("secure", new TrunkOptions { Sources = ["192.0.2.0/24"], Transports = ["tls"] }),
    ]);

    [Theory]
    [InlineData("203.0.113.8", "wide")]
    [InlineData("2001:db8::5", "wide")]
    [InlineData("::ffff:203.0.113.8", "wide")]
    [InlineData("203.0.113.7", "narrow")]
    public void The_narrowest_network_wins(string source, string trunk) =>
        Assert.Equal(trunk, Match(_table, source, SipTransportKind.Tls).Trunk?.Name);

    [Fact]
    public void A_wider_trunk_has_what_the_narrow_one_may_not() =>
        Assert.Equal("wide", Match(_table, "203.0.113.7", SipTransportKind.Udp).Trunk?.Name);

    [Fact]
    public void A_stranger_has_no_trunk_and_the_reason_says_so()
    {
        var match = Match(_table, "198.51.100.1", SipTransportKind.Udp);

        Assert.Equal((null, TrunkMiss.Address, "no trunk has this source address"), (match.Trunk, match.Miss, match.Why));
    }

    [Fact]
    public void The_wrong_transport_is_named()
    {
        var match = Match(_table, "192.0.2.1", SipTransportKind.Udp);

        Assert.Equal((null, TrunkMiss.Transport, "trunk 'secure' has this address but not transport Udp"), (match.Trunk, match.Miss, match.Why));
    }

    [Theory]
    [InlineData("+15550100", "sales")]
    [InlineData("+15550177", "support")]
    [InlineData("+1555-01-77", "support")]
    [InlineData("+4930123456", "germany")]
    public void Trunks_that_share_an_address_are_told_apart_by_number(string number, string trunk) =>
        Assert.Equal(trunk, Match(Shared(), "203.0.113.7", SipTransportKind.Udp, number).Trunk?.Name);

    [Fact]
    public void A_number_of_no_trunk_is_named_as_the_nearest_miss()
    {
        var match = Match(Shared(), "203.0.113.7", SipTransportKind.Udp, "+3312345678");

        Assert.Equal((null, TrunkMiss.Number, "trunk 'sales' has this address but not the dialled number +3312345678"), (match.Trunk, match.Miss, match.Why));
    }

    [Fact]
    public void Trunks_that_only_a_proof_tells_apart_are_all_candidates()
    {
        var table = new TrunkTable([new Trunk("b", new TrunkOptions { Sources = ["203.0.113.7"] }), new Trunk("a", new TrunkOptions { Sources = ["203.0.113.0/24", "203.0.113.7"] })]);

        Assert.Equal(["a", "b"], Match(table, "203.0.113.7", SipTransportKind.Udp).Candidates.Select(trunk => trunk.Name));
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

    private static TrunkTable Shared() => new(
    [
        new Trunk("support", new TrunkOptions { Sources = ["203.0.113.7"], Dialled = ["+1555*"] }),
        new Trunk("sales", new TrunkOptions { Sources = ["203.0.113.7"], Dialled = ["+15550100"] }),
        new Trunk("germany", new TrunkOptions { Sources = ["203.0.113.0/24"], Dialled = ["+49*"] }),
    ]);

    private static TrunkMatch Match(TrunkTable table, string source, SipTransportKind transport, string number = "+15550100") =>
        table.Match(IPAddress.Parse(source), transport, new SipRequest(SipMethod.Invite, SipUri.Parse($"sip:{number}@gateway")));
}
