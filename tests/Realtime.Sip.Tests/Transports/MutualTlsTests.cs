using System.Net;
using System.Security.Cryptography.X509Certificates;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

/// <summary>Both sides show who they are, and both may change it while they run.</summary>
public sealed class MutualTlsTests : IDisposable
{
    private readonly TestCertificates _authority = new();
    private readonly TestCertificates _stranger = new();

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task A_client_with_a_trusted_certificate_is_known_by_its_names()
    {
        await using var server = await ServeAsync(SipClientCertificates.Require);
        await using var client = await DialAsync(_authority.Issue("Edge.Carrier.example", "*.trunk.example", "192.0.2.9"));

        var outcome = await client.SendAsync(To(server));

        Assert.Equal(200, outcome.Response?.StatusCode);
        Assert.Equal(["edge.carrier.example", "*.trunk.example", "192.0.2.9"], server.Flows[0].PeerCertificateNames);
        Assert.Empty(outcome.Flow!.PeerCertificateNames);
    }

    [Fact]
    public async Task Without_alternative_names_the_common_name_is_the_name()
    {
        await using var server = await ServeAsync(SipClientCertificates.Require);
        await using var client = await DialAsync(_authority.Issue());

        await client.SendAsync(To(server));

        Assert.Equal(["test server"], server.Flows[0].PeerCertificateNames);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_a_certificate_is_required_others_are_not_served(bool showsStrangersCertificate)
    {
        await using var server = await ServeAsync(SipClientCertificates.Require);
        await using var client = await DialAsync(showsStrangersCertificate ? _stranger.Issue("edge.carrier.example") : null);

        var outcome = await client.SendAsync(To(server));

        Assert.Equal(ClientTransactionEventKind.TransportFailed, outcome.Kind);
        Assert.Empty(server.Flows);
        await StackHarness.UntilAsync(() => server.Counters[SipFault.HandshakeFailed] >= 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_one_is_only_asked_for_others_are_served_without_a_name(bool showsStrangersCertificate)
    {
        await using var server = await ServeAsync(SipClientCertificates.Request);
        await using var client = await DialAsync(showsStrangersCertificate ? _stranger.Issue("edge.carrier.example") : null);

        Assert.Equal(200, (await client.SendAsync(To(server))).Response?.StatusCode);
        Assert.Empty(server.Flows[0].PeerCertificateNames);
    }

    [Fact]
    public async Task A_replaced_certificate_is_shown_from_the_next_handshake_on()
    {
        var identity = new SipTlsIdentity(_authority.Issue("old.example.com"));
        await using var server = await ServeAsync(SipClientCertificates.None, identity);
        await using var client = await DialAsync(null);
        var old = To(server) with { TlsHostName = "old.example.com", PoolSize = 1 };
        var renewed = To(server) with { TlsHostName = "new.example.com", PoolSize = 1 };
        Assert.Equal(200, (await client.SendAsync(old)).Response?.StatusCode);
        Assert.Equal(SipTransportFailure.TlsNameMismatch, (await client.SendAsync(renewed)).Failure);

        identity.Replace(_authority.Issue("new.example.com"));

        Assert.Equal(200, (await client.SendAsync(renewed)).Response?.StatusCode);
        Assert.Equal(200, (await client.SendAsync(old)).Response?.StatusCode);
        Assert.Equal(2, server.Flows.Distinct().Count());
    }

    [Fact]
    public async Task Replaced_authorities_are_believed_from_the_next_handshake_on()
    {
        var anchors = new SipTrustAnchors(_stranger.Anchors);
        await using var server = await ServeAsync(SipClientCertificates.Require, anchors: anchors);
        await using var client = await DialAsync(_authority.Issue("edge.carrier.example"));
        Assert.Equal(ClientTransactionEventKind.TransportFailed, (await client.SendAsync(To(server))).Kind);

        anchors.Replace(_authority.Anchors);

        Assert.Equal(200, (await client.SendAsync(To(server))).Response?.StatusCode);
    }

    [Fact]
    public async Task Each_destination_may_have_its_own_certificate_and_authorities()
    {
        await using var server = await ServeAsync(SipClientCertificates.Request);
        await using var client = await DialAsync(null);
        var named = new SipTlsClientOptions { TrustAnchors = _authority.Anchors, Identity = _authority.Issue("tenant.example") };
        var distrustful = new SipTlsClientOptions { TrustAnchors = _stranger.Anchors };

        await client.SendAsync(To(server) with { PoolSize = 1 });
        await client.SendAsync(To(server) with { PoolSize = 1, Tls = named });

        Assert.Empty(server.Flows[0].PeerCertificateNames);
        Assert.Equal(["tenant.example"], server.Flows[1].PeerCertificateNames);
        Assert.Equal(SipTransportFailure.TlsUntrusted, (await client.SendAsync(To(server) with { Tls = distrustful })).Failure);
    }

    [Fact]
    public void An_identity_without_key_does_not_replace_a_good_one()
    {
        var identity = new SipTlsIdentity(_authority.Issue("good.example.com"));

        Assert.Throws<ArgumentException>(() => identity.Replace(_authority.Anchors[0]));
        Assert.True(identity.Certificate.HasPrivateKey);
    }

    private static SipDestination To(StackHarness server) => new(SipTransportKind.Tls, server.Address) { TlsHostName = "sip.example.com" };

    private Task<StackHarness> ServeAsync(SipClientCertificates mode, SipTlsIdentity? identity = null, SipTrustAnchors? anchors = null) =>
        StackHarness.StartAsync(SipTransportKind.Tls, listener: new SipListenerOptions
        {
            Kind = SipTransportKind.Tls,
            Address = new IPEndPoint(IPAddress.Loopback, 0),
            Certificate = identity ?? _authority.Issue("sip.example.com"),
            ClientCertificates = mode,
            ClientAnchors = anchors ?? _authority.Anchors,
        });

    private Task<StackHarness> DialAsync(X509Certificate2? identity) => StackHarness.StartAsync(
        SipTransportKind.Tls, certificate: _authority.Issue("client.example.com"), trust: _authority.Anchors, identity: identity);
}
