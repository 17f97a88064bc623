using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

/// <summary>Requests above 1,300 bytes (RFC 3261 §18.1.1).</summary>
public sealed class LongRequestTests
{
    private const int Limit = 1300;

    [Fact]
    public async Task A_long_request_goes_by_TCP_to_the_same_place_and_a_short_one_by_UDP()
    {
        await using var server = await ServeAsync(withTcp: true);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp);

        Assert.Equal(SipTransportKind.Tcp, await SendAsync(client, To(server), 1200));
        Assert.Equal(SipTransportKind.Udp, await SendAsync(client, To(server), 100));
        Assert.Contains(server.Vias, via => via.StartsWith("SIP/2.0/TCP ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_peer_without_TCP_gets_it_by_UDP_and_is_not_asked_each_time()
    {
        await using var server = await ServeAsync(withTcp: false);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp);

        Assert.Equal(SipTransportKind.Udp, await SendAsync(client, To(server), 1200));
        Assert.Equal(SipTransportKind.Udp, await SendAsync(client, To(server), 1200));
        Assert.Equal(1, client.Counters[SipFault.ConnectFailed]);
    }

    [Fact]
    public async Task Unless_somebody_says_so_all_stay_on_UDP()
    {
        await using var server = await ServeAsync(withTcp: true);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp);

        Assert.Equal(SipTransportKind.Udp, await SendAsync(client, To(server) with { TcpAbove = null }, 1200));
    }

    [Fact]
    public async Task The_limits_of_the_stack_say_it_for_every_destination_but_one()
    {
        await using var server = await ServeAsync(withTcp: true);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp, limits: new SipTransportLimits { TcpAbove = Limit });

        Assert.Equal(SipTransportKind.Tcp, await SendAsync(client, To(server) with { TcpAbove = null }, 1200));
        Assert.Equal(SipTransportKind.Udp, await SendAsync(client, To(server) with { TcpAbove = int.MaxValue }, 1200));
    }

    private static SipDestination To(StackHarness server) => new(SipTransportKind.Udp, server.Address) { TcpAbove = Limit };

    private static async Task<SipTransportKind> SendAsync(StackHarness client, SipDestination destination, int padding)
    {
        var request = StackHarness.Options();
        request.Headers.Add(SipHeaderId.Subject, new string('x', padding));
        var outcome = await client.Endpoint.Transactions.SendAsync(request, destination, TestContext.Current.CancellationToken);
        Assert.Equal(200, outcome.Response?.StatusCode);
        return outcome.Flow!.Kind;
    }

    /// <summary>UDP, and TCP on the same port; another process may hold the one or the other, then the next port is tried.</summary>
    private static async Task<StackHarness> ServeAsync(bool withTcp)
    {
        while (true)
        {
            var udp = await StackHarness.StartAsync(SipTransportKind.Udp);
            if (!withTcp)
            {
                return udp;
            }

            var address = udp.Address;
            await udp.DisposeAsync();
            try
            {
                return await StackHarness.StartAsync(
                    SipTransportKind.Udp,
                    listener: new SipListenerOptions { Kind = SipTransportKind.Udp, Address = address },
                    second: new SipListenerOptions { Kind = SipTransportKind.Tcp, Address = new IPEndPoint(IPAddress.Loopback, address.Port) });
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Taken meanwhile.
            }
        }
    }
}
