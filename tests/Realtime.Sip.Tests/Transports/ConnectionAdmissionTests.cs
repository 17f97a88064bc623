using System.Net;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

public sealed class ConnectionAdmissionTests
{
    private readonly ConnectionAdmission _admission = new(new SipTransportLimits { MaxConnections = 5, MaxConnectionsPerSource = 2 });

    [Fact]
    public void A_source_has_so_many_places_and_gets_them_back()
    {
        Assert.Null(Enter("192.0.2.1"));
        Assert.Null(Enter("192.0.2.1"));
        Assert.Equal(SipFault.SourceConnectionLimit, Enter("192.0.2.1"));
        Assert.Null(Enter("192.0.2.2"));

        _admission.Leave(IPAddress.Parse("192.0.2.1"));
        Assert.Null(Enter("192.0.2.1"));
    }

    [Fact]
    public void All_sources_together_have_so_many()
    {
        for (var source = 1; source <= 5; source++)
        {
            Assert.Null(Enter($"192.0.2.{source}"));
        }

        Assert.Equal(SipFault.ConnectionLimit, Enter("192.0.2.9"));
    }

    [Fact]
    public void A_whole_64_bit_prefix_of_IPv6_is_one_source()
    {
        Assert.Null(Enter("2001:db8:1:2::1"));
        Assert.Null(Enter("2001:db8:1:2:ffff::9"));
        Assert.Equal(SipFault.SourceConnectionLimit, Enter("2001:db8:1:2:3:4:5:6"));
        Assert.Null(Enter("2001:db8:1:3::1"));
    }

    [Fact]
    public void Strangers_have_half_of_the_places_and_the_banned_none()
    {
        Assert.Equal(SipFault.SourceBanned, Enter("192.0.2.1", SipStanding.Banned));
        Assert.All(Enumerable.Range(1, 3), source => Assert.Null(Enter($"192.0.2.{source}", SipStanding.Stranger)));
        Assert.Equal(SipFault.ConnectionLimit, Enter("192.0.2.4", SipStanding.Stranger));
        Assert.All(Enumerable.Range(5, 2), source => Assert.Null(Enter($"192.0.2.{source}")));
        Assert.Equal(SipFault.ConnectionLimit, Enter("192.0.2.7"));

        _admission.Leave(IPAddress.Parse("192.0.2.1"), SipStanding.Stranger);
        Assert.Null(Enter("192.0.2.4", SipStanding.Stranger));
    }

    private SipFault? Enter(string address, SipStanding standing = SipStanding.Known) => _admission.TryEnter(IPAddress.Parse(address), standing);
}
