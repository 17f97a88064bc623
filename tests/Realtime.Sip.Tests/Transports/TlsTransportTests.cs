using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

public sealed class TlsTransportTests : IDisposable
{
    private readonly TestCertificates _authority = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("sip.api.openai.test", "*.api.openai.test")]
    [InlineData("exact.example.com", "other.example.com", "exact.example.com")]
    [InlineData(null, "127.0.0.1")]
    public async Task A_trusted_certificate_for_the_name_is_accepted_wherever_the_socket_connects(string? host, params string[] names)
    {
        await using var server = await ServeAsync(names);
        await using var client = await DialAsync(_authority.Anchors);

        var outcome = await client.SendAsync(new SipDestination(SipTransportKind.Tls, server.Address) { TlsHostName = host });

        Assert.Equal(200, outcome.Response?.StatusCode);
        Assert.StartsWith("SIP/2.0/TLS 127.0.0.1:", server.Vias[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sip.api.openai.test", "*.openai.test")]
    [InlineData("api.openai.test", "*.api.openai.test")]
    [InlineData("sip.api.openai.test", "sip.api.openai.example")]
    [InlineData("evil.test", "*.api.openai.test")]
    public async Task A_certificate_for_another_name_is_refused(string host, string name)
    {
        await using var server = await ServeAsync(name);
        await using var client = await DialAsync(_authority.Anchors);

        var outcome = await client.SendAsync(new SipDestination(SipTransportKind.Tls, server.Address) { TlsHostName = host });

        Assert.Equal((ClientTransactionEventKind.TransportFailed, SipTransportFailure.TlsNameMismatch), (outcome.Kind, outcome.Failure));
        Assert.Empty(server.Flows);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        using var stranger = new TestCertificates();
        await using var server = await ServeAsync("sip.example.com");
        await using var client = await DialAsync(stranger.Anchors);
        await using var system = await DialAsync(null);
        var destination = new SipDestination(SipTransportKind.Tls, server.Address) { TlsHostName = "sip.example.com" };

        Assert.Equal(SipTransportFailure.TlsUntrusted, (await client.SendAsync(destination)).Failure);
        Assert.Equal(SipTransportFailure.TlsUntrusted, (await system.SendAsync(destination)).Failure);
        Assert.Empty(server.Flows);
        await StackHarness.UntilAsync(() => server.Counters.Connections == 0);
        Assert.DoesNotContain(server.Logs.Lines, line => line.Level > LogLevel.Information);
    }

    [Fact]
    public async Task A_peer_that_does_not_speak_TLS_is_cut_off_and_others_are_served()
    {
        await using var server = await ServeAsync("sip.example.com");
        using var peer = await server.ConnectAsync();
        await StackHarness.WriteAsync(peer.GetStream(), SipText.Request("OPTIONS", transport: "TLS"));
        await StackHarness.ReadToEndAsync(peer.GetStream());
        Assert.Equal(1, server.Counters[SipFault.HandshakeFailed]);

        await using var client = await DialAsync(_authority.Anchors);
        var outcome = await client.SendAsync(new SipDestination(SipTransportKind.Tls, server.Address) { TlsHostName = "sip.example.com" });
        Assert.Equal(200, outcome.Response!.StatusCode);
    }

    [Fact]
    public async Task A_handshake_that_does_not_end_is_cut_off()
    {
        var time = new ManualTimeProvider();
        await using var server = await ServeAsync(time, "sip.example.com");
        using var peer = await server.ConnectAsync();
        await StackHarness.UntilAsync(() => time.PendingTimers > 0);

        time.Advance(SipTransportLimits.Default.HandshakeTime);

        await StackHarness.ReadToEndAsync(peer.GetStream());
        await StackHarness.UntilAsync(() => server.Counters[SipFault.TooSlow] == 1);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_TLS_is_an_outcome()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        await using var client = await DialAsync(_authority.Anchors);

        var outcome = await client.SendAsync(new SipDestination(SipTransportKind.Tls, server.Address) { TlsHostName = "sip.example.com" });

        Assert.Equal(SipTransportFailure.TlsHandshake, outcome.Failure);
    }

    [Fact]
    public async Task The_client_names_the_server_that_it_wants()
    {
        string? name = null;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var certificate = _authority.Issue("*.api.openai.test");
        await using var client = await DialAsync(_authority.Anchors);
        _ = client.SendAsync(new SipDestination(SipTransportKind.Tls, (IPEndPoint)listener.LocalEndpoint) { TlsHostName = "sip.api.openai.test" });
        using var accepted = await listener.AcceptTcpClientAsync(Token);
        await using var tls = new SslStream(accepted.GetStream());
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateSelectionCallback = (_, host) =>
                {
                    name = host;
                    return certificate;
                },
            },
            Token);

        Assert.StartsWith("OPTIONS ", await StackHarness.ReadMessageAsync(tls), StringComparison.Ordinal);
        Assert.Equal("sip.api.openai.test", name);
    }

    [Fact]
    public async Task Dialogs_are_spread_over_a_small_pool_of_connections()
    {
        await using var server = await ServeAsync("sip.example.com");
        await using var client = await DialAsync(_authority.Anchors);
        var destination = new SipDestination(SipTransportKind.Tls, server.Address) { TlsHostName = "sip.example.com" };

        // The first waits for a connection, the second finds one and has the pool filled up meanwhile.
        using var patience = new CancellationTokenSource(StackHarness.Patience);
        var used = new HashSet<SipFlow>();
        while (used.Count < SipDestination.DefaultTlsPoolSize)
        {
            patience.Token.ThrowIfCancellationRequested();
            used.Add((await client.SendAsync(destination)).Flow!);
        }

        for (var request = 0; request < 20; request++)
        {
            await client.SendAsync(destination);
        }

        Assert.Equal(SipDestination.DefaultTlsPoolSize, server.Counters.Connections);
        var byFlow = server.Flows.TakeLast(20).GroupBy(flow => flow.ConnectionId).Select(group => group.Count()).ToList();
        Assert.Equal([10, 10], byFlow);
    }

    [Fact]
    public async Task A_lost_connection_of_the_pool_is_replaced()
    {
        await using var server = await ServeAsync("sip.example.com");
        await using var client = await DialAsync(_authority.Anchors);
        var destination = new SipDestination(SipTransportKind.Tls, server.Address) { TlsHostName = "sip.example.com", PoolSize = 1 };
        var first = (await client.SendAsync(destination)).Flow!;

        // What makes no sense to the client ends the connection.
        server.Endpoint.Transports.Send(server.Flows[0], "this is not SIP\r\n\r\n"u8.ToArray());
        await StackHarness.UntilAsync(() => !first.IsAlive);
        var outcome = await client.SendAsync(destination);

        Assert.Equal(200, outcome.Response!.StatusCode);
        Assert.NotEqual(first, outcome.Flow);
    }

    [Fact]
    public void A_listener_without_certificate_or_key_is_refused_at_once()
    {
        using var withoutKey = _authority.Anchors[0];
        var address = new IPEndPoint(IPAddress.Loopback, 0);

        Assert.Throws<ArgumentException>(() => new SipEndpoint(new SipEndpointOptions
        {
            Listeners = { new SipListenerOptions { Kind = SipTransportKind.Tls, Address = address } },
        }));
        Assert.Throws<ArgumentException>(() => new SipEndpoint(new SipEndpointOptions
        {
            Listeners = { new SipListenerOptions { Kind = SipTransportKind.Tls, Address = address, Certificate = withoutKey } },
        }));
    }

    private Task<StackHarness> ServeAsync(params string[] names) => ServeAsync(TimeProvider.System, names);

    private Task<StackHarness> ServeAsync(TimeProvider time, params string[] names) =>
        StackHarness.StartAsync(SipTransportKind.Tls, time: time, certificate: _authority.Issue(names));

    private Task<StackHarness> DialAsync(X509Certificate2Collection? trust) =>
        StackHarness.StartAsync(SipTransportKind.Tls, certificate: _authority.Issue("client.example.com"), trust: trust);
}
