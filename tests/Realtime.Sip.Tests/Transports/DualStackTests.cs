using System.Net;
using System.Net.Sockets;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

public sealed class DualStackTests
{
    [Theory]
    [InlineData(SipTransportKind.Udp, "127.0.0.1")]
    [InlineData(SipTransportKind.Udp, "::1")]
    [InlineData(SipTransportKind.Tcp, "127.0.0.1")]
    [InlineData(SipTransportKind.Tcp, "::1")]
    public async Task One_listener_takes_both_families_and_knows_an_IPv4_peer_by_its_IPv4_address(SipTransportKind kind, string host)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        var address = IPAddress.Parse(host);
        await using var server = await ServeAsync(kind, dualStack: true);
        await using var client = await StackHarness.StartAsync(kind, address);

        var outcome = await client.SendAsync(new SipDestination(kind, new IPEndPoint(address, server.Address.Port)));

        Assert.Equal(200, outcome.Response?.StatusCode);
        Assert.Equal(address, server.Flows[0].Remote.Address);
        Assert.Equal(host, server.Flows[0].AdvertisedHost);
        Assert.DoesNotContain("ffff", server.Vias[0], StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(SipTransportKind.Udp, "127.0.0.1")]
    [InlineData(SipTransportKind.Udp, "::1")]
    [InlineData(SipTransportKind.Tcp, "127.0.0.1")]
    [InlineData(SipTransportKind.Tcp, "::1")]
    public async Task It_also_sends_to_both_families(SipTransportKind kind, string host)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var server = await StackHarness.StartAsync(kind, IPAddress.Parse(host));
        await using var client = await ServeAsync(kind, dualStack: true);

        var outcome = await client.SendAsync(new SipDestination(kind, server.Address));

        Assert.Equal(200, outcome.Response?.StatusCode);
        Assert.Equal(server.Address, outcome.Flow!.Remote);
        Assert.Contains(host, server.Vias[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_it_IPv6_stays_alone()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var server = await ServeAsync(SipTransportKind.Tcp, dualStack: false);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Tcp);

        var outcome = await client.SendAsync(new SipDestination(SipTransportKind.Tcp, new IPEndPoint(IPAddress.Loopback, server.Address.Port)));

        Assert.Equal(SipTransportFailure.ConnectRefused, outcome.Failure);
    }

    [Theory]
    [InlineData("fe80::1%3", "fe80::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    public void The_zone_of_a_link_local_address_is_not_told_to_others(string address, string text) =>
        Assert.Equal(text, MappedAddress.TextOf(IPAddress.Parse(address)));

    private static Task<StackHarness> ServeAsync(SipTransportKind kind, bool dualStack) => StackHarness.StartAsync(
        kind, listener: new SipListenerOptions { Kind = kind, Address = new IPEndPoint(IPAddress.IPv6Any, 0), DualStack = dualStack });
}
