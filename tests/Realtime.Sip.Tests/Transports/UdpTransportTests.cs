using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

public sealed class UdpTransportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Loopbacks => ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public async Task Two_endpoints_talk(string address)
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp, IPAddress.Parse(address));
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp, IPAddress.Parse(address));

        var outcome = await client.SendAsync(new SipDestination(SipTransportKind.Udp, server.Address));

        Assert.Equal(200, outcome.Response!.StatusCode);
        Assert.Equal(client.Address, server.Flows[0].Remote);
        Assert.Contains($"received={address};", server.Vias[0] + ";", StringComparison.Ordinal);
        Assert.Contains($"rport={client.Address.Port}", server.Vias[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_goes_to_the_source_port_when_rport_asks_for_it()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp);
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        await SendAsync(peer, server, SipText.Request("OPTIONS", via: "10.1.2.3:9"));

        var answer = await ReceiveAsync(peer);
        Assert.Equal(
            $"SIP/2.0/UDP 10.1.2.3:9;branch=z9hG4bKtest;rport={((IPEndPoint)peer.Client.LocalEndPoint!).Port};received=127.0.0.1",
            SipText.Header(answer, "Via"));
    }

    [Fact]
    public async Task Without_rport_an_answer_goes_to_the_port_of_the_Via_but_always_to_the_source_address()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp);
        using var sender = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var listener = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)listener.Client.LocalEndPoint!).Port;

        // An attacker names a victim in sent-by, received and maddr: none of them counts.
        var request = SipText.Request("OPTIONS", via: $"192.0.2.66:{port}")
            .Replace(";rport", ";received=192.0.2.67;maddr=192.0.2.68", StringComparison.Ordinal);
        await SendAsync(sender, server, request);

        Assert.Contains("received=127.0.0.1", SipText.Header(await ReceiveAsync(listener), "Via"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_received_parameter_that_the_client_wrote_itself_does_not_survive()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp);
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)peer.Client.LocalEndPoint!).Port;

        await SendAsync(peer, server, SipText.Request("OPTIONS", via: $"127.0.0.1:{port}").Replace(";rport", ";received=192.0.2.66", StringComparison.Ordinal));

        Assert.EndsWith(";received=127.0.0.1", SipText.Header(await ReceiveAsync(peer), "Via"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_advertised_host_stands_in_Via()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp, advertisedHost: "sip.example.net");

        await client.SendAsync(new SipDestination(SipTransportKind.Udp, server.Address));

        Assert.StartsWith($"SIP/2.0/UDP sip.example.net:{client.Address.Port};", server.Vias[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_on_all_addresses_tells_the_one_that_the_peer_sees()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp, IPAddress.Any);

        await client.SendAsync(new SipDestination(SipTransportKind.Udp, server.Address));

        Assert.StartsWith($"SIP/2.0/UDP 127.0.0.1:{client.Address.Port};", server.Vias[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_does_not_disturb_a_later_valid_request()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp);
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var valid = Encoding.UTF8.GetBytes(SipText.Request("OPTIONS", branch: "z9hG4bKcut", callId: "cut"));
        byte[][] garbage =
        [
            [], [0], [0, 0, 0, 0], "\r\n\r\n"u8.ToArray(), "\r\n"u8.ToArray(), "hello"u8.ToArray(), new byte[60_000], [.. Enumerable.Repeat((byte)'A', 60_000)],
            [.. Enumerable.Range(0, 256).Select(value => (byte)value)], "SIP/2.0 200 OK\r\n\r\n"u8.ToArray(), "INVITE"u8.ToArray(),
            .. Enumerable.Range(1, valid.Length - 1).Where(length => length % 7 == 0).Select(length => valid[..length]),
        ];
        foreach (var datagram in garbage)
        {
            await peer.SendAsync(datagram, server.Address, Token);
        }

        await SendAsync(peer, server, SipText.Request("OPTIONS", callId: "valid"));

        string answer;
        do
        {
            answer = await ReceiveAsync(peer);
        }
        while (SipText.StatusOf(answer) != 200);
        Assert.Equal("valid", SipText.Header(answer, "Call-ID"));
        Assert.True(server.Counters[SipFault.MalformedDropped] > 10);
        Assert.DoesNotContain(server.Logs.Lines, line => line.Level > LogLevel.Information);
    }

    [Fact]
    public async Task A_request_that_can_be_answered_but_not_read_gets_400()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp);
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        await SendAsync(peer, server, SipText.Request("OPTIONS").Replace("Max-Forwards: 70", "Max-Forwards: seventy", StringComparison.Ordinal));

        var answer = await ReceiveAsync(peer);
        Assert.StartsWith("SIP/2.0 400 Malformed Max-Forwards\r\n", answer, StringComparison.Ordinal);
        Assert.NotNull(SipText.Parameter(SipText.Header(answer, "To"), "tag"));
        Assert.Equal(1, server.Counters[SipFault.MalformedAnswered]);
    }

    [Fact]
    public async Task A_message_too_large_to_send_fails_its_transaction()
    {
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp);
        var request = StackHarness.Options();
        request.Body = new byte[70_000];

        var outcome = await client.Endpoint.Transactions.SendAsync(request, new SipDestination(SipTransportKind.Udp, client.Address), Token);

        Assert.Equal((ClientTransactionEventKind.TransportFailed, SipTransportFailure.SendFailed), (outcome.Kind, outcome.Failure));
        Assert.Equal(1, client.Counters[SipFault.SendFailed]);
    }

    [Fact]
    public async Task An_address_family_without_listener_cannot_be_reached()
    {
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp);

        var outcome = await client.SendAsync(new SipDestination(SipTransportKind.Udp, new IPEndPoint(IPAddress.IPv6Loopback, 5060)));

        Assert.Equal(SipTransportFailure.NoTransport, outcome.Failure);
    }

    [Fact]
    public async Task A_closed_endpoint_has_freed_its_port()
    {
        var server = await StackHarness.StartAsync(SipTransportKind.Udp);
        var address = server.Address;
        await server.DisposeAsync();

        using var again = new UdpClient(address);
        Assert.Equal(address, again.Client.LocalEndPoint);
    }

    private static async Task SendAsync(UdpClient peer, StackHarness server, string text) =>
        await peer.SendAsync(Encoding.UTF8.GetBytes(text), server.Address, Token);

    private static async Task<string> ReceiveAsync(UdpClient peer)
    {
        using var patience = new CancellationTokenSource(StackHarness.Patience);
        return Encoding.UTF8.GetString((await peer.ReceiveAsync(patience.Token)).Buffer);
    }
}
