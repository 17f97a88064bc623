using System.Net;
using System.Net.Sockets;
using System.Text;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

/// <summary>What the network says about datagrams that cannot be delivered (RFC 3261 §18.4).</summary>
public sealed class UnreachableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("::", "127.0.0.1")]
    public async Task A_closed_port_is_an_outcome_at_once_and_not_after_a_timeout(string own, string peer)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells.");
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var client = await ClientAsync(own);

        var outcome = await client.SendAsync(new SipDestination(SipTransportKind.Udp, Closed(peer)));

        Assert.Equal((ClientTransactionEventKind.TransportFailed, SipTransportFailure.Unreachable), (outcome.Kind, outcome.Failure));
        Assert.Equal(1, client.Counters[SipFault.Unreachable]);
    }

    [Fact]
    public async Task Others_are_talked_to_meanwhile_and_the_listener_lives_through_thousands()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells.");
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp);
        var closed = Closed("127.0.0.1");

        for (var round = 0; round < 30; round++)
        {
            var dead = Enumerable.Range(0, 50).Select(_ => client.SendAsync(new SipDestination(SipTransportKind.Udp, closed))).ToList();
            var alive = client.SendAsync(new SipDestination(SipTransportKind.Udp, server.Address));
            Assert.Equal(200, (await alive).Response?.StatusCode);
            Assert.All(await Task.WhenAll(dead), outcome => Assert.Equal(SipTransportFailure.Unreachable, outcome.Failure));
        }
    }

    [Fact]
    public async Task The_next_address_is_tried_when_the_first_is_unreachable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells.");
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp);
        var request = StackHarness.Options();
        var first = await client.Endpoint.Transactions.SendAsync(request, new SipDestination(SipTransportKind.Udp, Closed("127.0.0.1")), Token);

        Assert.Equal(SipTransportFailure.Unreachable, first.Failure);
        Assert.Equal(0, client.Endpoint.Transactions.ClientTransactions);
    }

    [Theory]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP host;branch=z9hG4bK77;rport\r\nMax-Forw", "OPTIONS", "z9hG4bK77")]
    [InlineData("INVITE sip:a SIP/2.0\r\nMax-Forwards: 70\r\nv : SIP/2.0/UDP host;branch=z9hG4bK78\r\n\r\n", "INVITE", "z9hG4bK78")]
    [InlineData("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP host;branch=z9hG4bK77\r\n\r\n", null, null)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP host;branch=z9hG", null, null)]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nVia: nonsense\r\n", null, null)]
    [InlineData("OPTIONS", null, null)]
    [InlineData("", null, null)]
    [InlineData("\r\n \r\n", null, null)]
    public void A_quote_names_its_transaction_or_nothing(string quote, string? method, string? branch)
    {
        var isRead = QuotedRequest.TryRead(Encoding.ASCII.GetBytes(quote), out var readMethod, out var readBranch);

        Assert.Equal((method is not null, method, branch), (isRead, readMethod, readBranch));
    }

    private static Task<StackHarness> ClientAsync(string own) => StackHarness.StartAsync(
        SipTransportKind.Udp,
        listener: new SipListenerOptions { Kind = SipTransportKind.Udp, Address = new IPEndPoint(IPAddress.Parse(own), 0), DualStack = own == "::" });

    /// <summary>A port that was free a moment ago.</summary>
    private static IPEndPoint Closed(string address)
    {
        using var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
