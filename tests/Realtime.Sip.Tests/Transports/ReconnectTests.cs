using System.Net;
using System.Net.Sockets;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

/// <summary>A request survives the loss of its connection while that is safe.</summary>
public sealed class ReconnectTests : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private StackHarness _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SipDestination Destination => new(SipTransportKind.Tcp, (IPEndPoint)_listener.LocalEndpoint);

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        _client = await StackHarness.StartAsync(SipTransportKind.Tcp);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _client.DisposeAsync();
    }

    [Fact]
    public async Task A_request_on_a_connection_that_dies_before_any_answer_goes_out_again_byte_for_byte()
    {
        var sending = _client.SendAsync(Destination);
        string first;
        using (var dying = await _listener.AcceptTcpClientAsync(Token))
        {
            first = await StackHarness.ReadMessageAsync(dying.GetStream());
        }

        using var living = await _listener.AcceptTcpClientAsync(Token);
        var second = await StackHarness.ReadMessageAsync(living.GetStream());
        await StackHarness.WriteAsync(living.GetStream(), SipText.Response(second, 200));
        var outcome = await sending;

        Assert.Equal(first, second);
        Assert.Equal(200, outcome.Response?.StatusCode);
        Assert.Equal(1, _client.Counters[SipFault.Resent]);
    }

    [Fact]
    public async Task It_is_tried_once()
    {
        var sending = _client.SendAsync(Destination);
        for (var connection = 0; connection < 2; connection++)
        {
            using var dying = await _listener.AcceptTcpClientAsync(Token);
            await StackHarness.ReadMessageAsync(dying.GetStream());
        }

        var outcome = await sending;

        Assert.Equal((ClientTransactionEventKind.TransportFailed, SipTransportFailure.ConnectionLost), (outcome.Kind, outcome.Failure));
        Assert.False(_listener.Pending());
    }

    [Fact]
    public async Task A_peer_that_has_begun_to_answer_and_dies_is_not_asked_again()
    {
        var sending = _client.SendAsync(Destination);
        using (var dying = await _listener.AcceptTcpClientAsync(Token))
        {
            var request = await StackHarness.ReadMessageAsync(dying.GetStream());
            await StackHarness.WriteAsync(dying.GetStream(), SipText.Response(request, 100));
        }

        Assert.Equal(ClientTransactionEventKind.TransportFailed, (await sending).Kind);
        Assert.False(_listener.Pending());
        Assert.Equal(0, _client.Counters[SipFault.Resent]);
    }

    [Fact]
    public async Task A_peer_that_is_gone_for_good_is_an_outcome()
    {
        var sending = _client.SendAsync(Destination);
        var dying = await _listener.AcceptTcpClientAsync(Token);
        await StackHarness.ReadMessageAsync(dying.GetStream());
        _listener.Stop();
        dying.Dispose();

        Assert.Equal(ClientTransactionEventKind.TransportFailed, (await sending).Kind);
    }
}
