using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Resolution;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Resolution;

public sealed class SipResolverTests
{
    [Theory]
    [InlineData("sip:127.0.0.1", "udp 127.0.0.1:5060")]
    [InlineData("sip:127.0.0.1;transport=tcp", "tcp 127.0.0.1:5060")]
    [InlineData("sip:127.0.0.1;transport=TLS", "tls 127.0.0.1:5061")]
    [InlineData("sips:alice@127.0.0.1", "tls 127.0.0.1:5061")]
    [InlineData("sips:127.0.0.1:7000;transport=tcp", "tls 127.0.0.1:7000")]
    [InlineData("sip:[::1]:5070", "udp [::1]:5070")]
    [InlineData("sip:example.com;maddr=127.0.0.9", "udp 127.0.0.9:5060")]
    public async Task A_numeric_host_is_not_asked_for(string uri, string expected)
    {
        await using var rig = ResolverRig.Start();

        Assert.Equal([expected], await rig.ResolveAsync(uri));
        Assert.Empty(rig.Server.Asked);
    }

    [Theory]
    [InlineData("tel:+15550100")]
    [InlineData("sip:127.0.0.1;transport=sctp")]
    [InlineData("sips:127.0.0.1;transport=udp")]
    [InlineData("sip:nobody.test")]
    [InlineData("sip:a..b.test")]
    public async Task What_has_no_address_or_no_transport_of_ours_gives_none(string uri)
    {
        await using var rig = ResolverRig.Start();

        Assert.Empty(await rig.ResolveAsync(uri));
    }

    [Fact]
    public async Task NAPTR_says_the_transport_SRV_the_port_and_A_the_address()
    {
        await using var rig = ResolverRig.Start();
        rig.Server.Naptr("carrier.test", 20, 10, "s", "SIP+D2U", "_sip._udp.carrier.test");
        rig.Server.Naptr("carrier.test", 10, 20, "S", "sip+d2t", "_sip._tcp.edge.carrier.test");
        rig.Server.Naptr("carrier.test", 10, 10, "s", "SIPS+D2T", "_sips._tcp.carrier.test");
        rig.Server.Naptr("carrier.test", 1, 1, "s", "SIP+D2S", "_sip._sctp.carrier.test");
        rig.Server.Naptr("carrier.test", 1, 1, "u", "E2U+sip", "", "!^.*$!sip:x@evil.test!");
        rig.Server.Srv("_sips._tcp.carrier.test", 1, 0, 5999, "a.carrier.test");
        rig.Server.Srv("_sip._tcp.edge.carrier.test", 1, 0, 5070, "b.carrier.test");
        rig.Server.Srv("_sip._udp.carrier.test", 1, 0, 5060, "b.carrier.test");
        rig.Server.A("a.carrier.test", "192.0.2.1");
        rig.Server.A("b.carrier.test", "192.0.2.2");

        Assert.Equal(["tls 192.0.2.1:5999", "tcp 192.0.2.2:5070", "udp 192.0.2.2:5060"], await rig.ResolveAsync("sip:+1555@carrier.test"));
        Assert.Equal(["tls 192.0.2.1:5999"], await rig.ResolveAsync("sips:+1555@carrier.test"));
    }

    [Fact]
    public async Task The_name_for_the_certificate_is_that_of_the_URI()
    {
        await using var rig = ResolverRig.Start();
        rig.Server.Srv("_sips._tcp.carrier.test", 1, 0, 5061, "edge7.hosting.test");
        rig.Server.A("edge7.hosting.test", "192.0.2.7");

        var found = await rig.Resolver.ResolveAsync(SipUri.Parse("sips:Carrier.test"), TestContext.Current.CancellationToken);

        Assert.Equal("Carrier.test", Assert.Single(found).TlsHostName);
    }

    [Fact]
    public async Task Without_NAPTR_the_first_transport_with_SRV_records_is_taken()
    {
        await using var rig = ResolverRig.Start();
        rig.Server.Srv("_sip._tcp.carrier.test", 1, 0, 5070, "a.carrier.test");
        rig.Server.Srv("_sips._tcp.carrier.test", 1, 0, 5061, "a.carrier.test");
        rig.Server.A("a.carrier.test", "192.0.2.1");

        Assert.Equal(["tcp 192.0.2.1:5070"], await rig.ResolveAsync("sip:carrier.test"));
        Assert.Equal(["tls 192.0.2.1:5061"], await rig.ResolveAsync("sips:carrier.test"));
        Assert.Equal(["tls 192.0.2.1:5061"], await rig.ResolveAsync("sip:carrier.test;transport=tls"));
    }

    [Fact]
    public async Task Without_SRV_the_default_port_of_its_addresses_is_tried()
    {
        await using var rig = ResolverRig.Start();
        rig.Server.A("host.test", "192.0.2.1");
        rig.Server.A("host.test", "192.0.2.2");
        rig.Server.Aaaa("host.test", "2001:db8::1");

        Assert.Equal(["udp 192.0.2.1:5060", "udp 192.0.2.2:5060", "udp [2001:db8::1]:5060"], await rig.ResolveAsync("sip:host.test"));
        Assert.Equal(["tls 192.0.2.1:5061", "tls 192.0.2.2:5061", "tls [2001:db8::1]:5061"], await rig.ResolveAsync("sips:host.test"));
    }

    [Fact]
    public async Task A_port_in_the_URI_asks_for_addresses_only()
    {
        await using var rig = ResolverRig.Start();
        rig.Server.Srv("_sips._tcp.vendor.test", 1, 0, 9, "nowhere.test");
        rig.Server.A("vendor.test", "192.0.2.5");

        Assert.Equal(["tls 192.0.2.5:5061"], await rig.ResolveAsync("sip:proj@vendor.test:5061;transport=tls"));
        Assert.All(rig.Server.Asked, question => Assert.Equal("vendor.test", question.Name));
        Assert.DoesNotContain(rig.Server.Asked, question => question.Type is 33 or 35);
    }

    [Fact]
    public async Task A_service_that_is_denied_is_not_guessed_at()
    {
        await using var rig = ResolverRig.Start();
        rig.Server.Srv("_sip._udp.host.test", 0, 0, 0, "");
        rig.Server.A("host.test", "192.0.2.1");

        Assert.Empty(await rig.ResolveAsync("sip:host.test;transport=udp"));
    }

    [Fact]
    public async Task Lower_priorities_come_first_and_weights_decide_within_one()
    {
        await using var rig = ResolverRig.Start();
        rig.Server.Srv("_sip._udp.carrier.test", 20, 0, 5060, "spare.test");
        rig.Server.Srv("_sip._udp.carrier.test", 10, 10, 5060, "light.test");
        rig.Server.Srv("_sip._udp.carrier.test", 10, 90, 5060, "heavy.test");
        rig.Server.A("spare.test", "192.0.2.3");
        rig.Server.A("light.test", "192.0.2.1");
        rig.Server.A("heavy.test", "192.0.2.2");

        rig.Chances.Enqueue(11);
        Assert.Equal(["udp 192.0.2.2:5060", "udp 192.0.2.1:5060", "udp 192.0.2.3:5060"], await rig.ResolveAsync("sip:carrier.test"));
        rig.Chances.Enqueue(10);
        Assert.Equal(["udp 192.0.2.1:5060", "udp 192.0.2.2:5060", "udp 192.0.2.3:5060"], await rig.ResolveAsync("sip:carrier.test"));
    }

    [Fact]
    public async Task Where_no_datagrams_can_be_sent_TCP_is_the_default()
    {
        await using var rig = ResolverRig.Start(kinds: [SipTransportKind.Tcp, SipTransportKind.Tls]);
        rig.Server.A("host.test", "192.0.2.1");

        Assert.Equal(["tcp 192.0.2.1:5060"], await rig.ResolveAsync("sip:host.test"));
        Assert.Equal(["tcp 192.0.2.1:5070"], await rig.ResolveAsync("sip:192.0.2.1:5070"));
    }

    [Theory]
    [InlineData(SipAddressOrder.IPv6First, "udp [2001:db8::1]:5060", "udp 192.0.2.1:5060")]
    [InlineData(SipAddressOrder.IPv4Only, "udp 192.0.2.1:5060")]
    [InlineData(SipAddressOrder.IPv6Only, "udp [2001:db8::1]:5060")]
    public async Task The_order_of_address_families_can_be_set(SipAddressOrder order, params string[] expected)
    {
        await using var rig = ResolverRig.Start(options => options with { AddressOrder = order });
        rig.Server.A("host.test", "192.0.2.1");
        rig.Server.Aaaa("host.test", "2001:db8::1");

        Assert.Equal(expected, await rig.ResolveAsync("sip:host.test"));
    }

    [Fact]
    public async Task Hosts_goes_before_DNS_and_localhost_is_always_known()
    {
        await using var rig = ResolverRig.Start(hosts: "# ours\n192.0.2.9\tPBX.test pbx # rack 3\n\nnonsense\n2001:db8::9 pbx.test\n");

        Assert.Equal(["udp 192.0.2.9:5060", "udp [2001:db8::9]:5060"], await rig.ResolveAsync("sip:pbx.test:5060"));
        Assert.Equal(["udp 192.0.2.9:5060"], await rig.ResolveAsync("sip:pbx:5060"));
        Assert.Equal(["udp 127.0.0.1:5060", "udp [::1]:5060"], await rig.ResolveAsync("sip:localhost:5060"));
        Assert.Empty(rig.Server.Asked);
    }

    [Fact]
    public async Task A_short_name_is_looked_for_in_the_search_domains()
    {
        await using var rig = ResolverRig.Start(resolverFile: "search sip.svc.test svc.test.\n");
        rig.Server.A("proxy.svc.test", "192.0.2.4");

        Assert.Equal(["udp 192.0.2.4:5060"], await rig.ResolveAsync("sip:proxy:5060"));
    }

    [Fact]
    public async Task Not_more_destinations_than_can_be_tried_are_given()
    {
        await using var rig = ResolverRig.Start();
        for (var host = 1; host <= 40; host++)
        {
            rig.Server.A("many.test", $"192.0.2.{host}");
        }

        Assert.Equal(SipResolver.MaxDestinations, (await rig.ResolveAsync("sip:many.test:5060")).Count);
    }

    [Fact]
    public async Task An_endpoint_finds_its_peer_by_SRV()
    {
        await using var dns = new DnsServerDouble();
        await using var peer = await Transports.StackHarness.StartAsync(SipTransportKind.Tcp);
        dns.Srv("_sip._tcp.peer.test", 1, 0, peer.Address.Port, "host.peer.test");
        dns.A("host.peer.test", peer.Address.Address.ToString());
        await using var endpoint = new SipEndpoint(new SipEndpointOptions { Dns = new SipDnsOptions { Servers = [dns.EndPoint] } });
        await endpoint.StartAsync(TestContext.Current.CancellationToken);

        var outcome = await endpoint.SendAsync(Transports.StackHarness.Options("peer.test"), TestContext.Current.CancellationToken);

        Assert.Equal(200, outcome.Response?.StatusCode);
        Assert.Equal(IPAddress.Loopback, outcome.Flow!.Remote.Address);
    }
}
