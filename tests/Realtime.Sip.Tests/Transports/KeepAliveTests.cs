using System.Net;
using System.Net.Sockets;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

/// <summary>Connections that we opened are kept open (RFC 5626 §3.5.1, §4.4.1).</summary>
public sealed class KeepAliveTests : IAsyncLifetime
{
    private static readonly SipTransportLimits Limits = SipTransportLimits.Default;

    private readonly ManualTimeProvider _time = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private StackHarness _client = null!;
    private TcpClient _peer = null!;
    private Task<ClientTransactionEvent> _request = null!;
    private SipFlow _flow = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        _client = await StackHarness.StartAsync(SipTransportKind.Tcp, time: _time);
        ClientTransaction? sent = null;
        _request = _client.SendAsync(new SipDestination(SipTransportKind.Tcp, (IPEndPoint)_listener.LocalEndpoint), transaction => sent = transaction);
        _peer = await _listener.AcceptTcpClientAsync(Token);
        var request = await StackHarness.ReadMessageAsync(_peer.GetStream());
        await StackHarness.WriteAsync(_peer.GetStream(), SipText.Response(request, 200));
        await _request;
        _flow = sent!.Flow!;
    }

    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        _listener.Dispose();
        await _client.DisposeAsync();
    }

    [Fact]
    public async Task An_idle_connection_gets_a_double_CRLF_and_silence_of_a_peer_that_never_answered_closes_nothing()
    {
        for (var pings = 0; pings < 3; pings++)
        {
            Assert.InRange(await WaitForPingAsync(), Limits.KeepAliveTime * 0.79, Limits.KeepAliveTime + TimeSpan.FromSeconds(2));
        }

        Assert.True(_flow.IsAlive);
    }

    [Fact]
    public async Task A_peer_that_answered_once_has_to_answer_again()
    {
        await WaitForPingAsync();
        await StackHarness.WriteAsync(_peer.GetStream(), "\r\n");
        await StackHarness.UntilAsync(() => Connection.AnswersPings);
        await WaitForPingAsync();
        Assert.True(_flow.IsAlive);

        await PassAsync(Limits.PongTime);

        await StackHarness.UntilAsync(() => !_flow.IsAlive);
        Assert.Equal(1, _client.Counters[SipFault.NoPong]);
    }

    [Fact]
    public async Task Answers_do_not_keep_a_connection_that_nobody_uses()
    {
        for (var passed = await WaitForPingAsync(); passed < Limits.IdleTime && _flow.IsUsable; passed += await WaitForPingAsync())
        {
            await StackHarness.WriteAsync(_peer.GetStream(), "\r\n");
            await StackHarness.UntilAsync(() => !Connection.AwaitsPong);
        }

        await StackHarness.UntilAsync(() => !_flow.IsAlive);
        Assert.Equal(1, _client.Counters[SipFault.Idle]);
    }

    [Fact]
    public async Task Who_dialled_us_keeps_the_connection_open_itself()
    {
        using var caller = await _client.ConnectAsync();
        await StackHarness.WriteAsync(caller.GetStream(), SipText.Request("OPTIONS", transport: "TCP"));
        await StackHarness.ReadMessageAsync(caller.GetStream());

        await WaitForPingAsync();
        await WaitForPingAsync();

        Assert.Equal(0, caller.Available);
    }

    private StreamConnection Connection => (StreamConnection)_flow.TransportState!;

    /// <summary>Lets time pass second by second, for a write under way must not look like one that stands still.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await StackHarness.UntilAsync(() => !Connection.HasUnsent || !_flow.IsAlive);
        }
    }

    /// <summary>Lets time pass until a keep-alive comes, or the connection is gone; says how much.</summary>
    private async Task<TimeSpan> WaitForPingAsync()
    {
        var passed = TimeSpan.Zero;
        while (_flow.IsUsable && _peer.Available == 0 && passed < Limits.IdleTime)
        {
            await PassAsync(TimeSpan.FromSeconds(1));
            passed += TimeSpan.FromSeconds(1);
        }

        if (_flow.IsUsable)
        {
            using var patience = new CancellationTokenSource(StackHarness.Patience);
            var ping = new byte[4];
            await _peer.GetStream().ReadExactlyAsync(ping, patience.Token);
            Assert.Equal("\r\n\r\n"u8, ping);
        }

        return passed;
    }
}
