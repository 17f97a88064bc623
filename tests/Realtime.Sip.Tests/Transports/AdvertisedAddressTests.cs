using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

/// <summary>Each listener may have a public address of its own, behind a 1:1 NAT for one.</summary>
public sealed class AdvertisedAddressTests : IDisposable
{
    private readonly TestCertificates _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(SipTransportKind.Udp, "udp.gateway.example", 15060)]
    [InlineData(SipTransportKind.Tcp, "203.0.113.7", 15070)]
    [InlineData(SipTransportKind.Tls, "2001:db8::7", 15061)]
    public async Task A_peer_is_told_the_address_of_the_listener_of_its_transport(SipTransportKind kind, string host, int port)
    {
        await using var server = await StackHarness.StartAsync(kind, certificate: _authority.Issue("peer.example"));
        await using var client = new SipEndpoint(new SipEndpointOptions
        {
            Listeners =
            {
                Listener(SipTransportKind.Udp, "udp.gateway.example", 15060),
                Listener(SipTransportKind.Tcp, "203.0.113.7", 15070),
                Listener(SipTransportKind.Tls, "2001:db8::7", 15061),
            },
            TlsClient = new SipTlsClientOptions { TrustAnchors = _authority.Anchors },
        });
        await client.StartAsync(TestContext.Current.CancellationToken);

        var outcome = await client.Transactions.SendAsync(
            StackHarness.Options(), new SipDestination(kind, server.Address) { TlsHostName = "peer.example" }, TestContext.Current.CancellationToken);

        Assert.Equal(200, outcome.Response?.StatusCode);
        Assert.True(ViaHeader.TryParse(server.Vias[0], out var via));
        Assert.Equal((kind.Token(), host, port), (via.Transport, via.Host, via.Port));
        Assert.Equal("127.0.0.1", via.Received);
        Assert.Equal((host, port), (outcome.Flow!.AdvertisedHost, outcome.Flow.AdvertisedPort));
    }

    private SipListenerOptions Listener(SipTransportKind kind, string host, int port) => new()
    {
        Kind = kind,
        Address = new IPEndPoint(IPAddress.Loopback, 0),
        AdvertisedHost = host,
        AdvertisedPort = port,
        Certificate = kind == SipTransportKind.Tls ? _authority.Issue("gateway.example") : null,
    };
}
