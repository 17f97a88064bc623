using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

public sealed class TcpTransportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Two_endpoints_talk_over_one_connection_that_both_sides_reuse(string address)
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp, IPAddress.Parse(address));
        await using var client = await StackHarness.StartAsync(SipTransportKind.Tcp, IPAddress.Parse(address));
        var destination = new SipDestination(SipTransportKind.Tcp, server.Address);

        Assert.Equal(200, (await client.SendAsync(destination)).Response!.StatusCode);
        Assert.Equal(200, (await client.SendAsync(destination)).Response!.StatusCode);
        Assert.Equal(server.Flows[0], server.Flows[1]);
        Assert.StartsWith("SIP/2.0/TCP " + (address == "::1" ? "[::1]" : address), server.Vias[0], StringComparison.Ordinal);

        // And back, on the connection that came in.
        Assert.Equal(200, (await server.SendAsync(SipDestination.Back(server.Flows[0]))).Response!.StatusCode);
        Assert.Equal(1, server.Counters.Connections);
        Assert.Equal(1, client.Counters.Connections);
    }

    [Fact]
    public async Task Connections_can_be_opened_without_a_listener()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        await using var client = new SipEndpoint(new SipEndpointOptions());
        await client.StartAsync(Token);

        var outcome = await client.Transactions.SendAsync(StackHarness.Options(), new SipDestination(SipTransportKind.Tcp, server.Address), Token);

        Assert.Equal(200, outcome.Response!.StatusCode);
        Assert.StartsWith($"SIP/2.0/TCP 127.0.0.1:{server.Flows[0].Remote.Port};", server.Vias[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_messages_in_one_segment_are_two()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        using var peer = await server.ConnectAsync();
        var stream = peer.GetStream();

        await StackHarness.WriteAsync(stream, Options(1, body: "abc") + Options(2));

        Assert.Equal("call-1", SipText.Header(await StackHarness.ReadMessageAsync(stream), "Call-ID"));
        Assert.Equal("call-2", SipText.Header(await StackHarness.ReadMessageAsync(stream), "Call-ID"));
    }

    [Fact]
    public async Task A_message_in_single_bytes_is_one()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        using var peer = await server.ConnectAsync();
        peer.NoDelay = true;
        var stream = peer.GetStream();

        foreach (var letter in Options(1, body: "a body"))
        {
            await StackHarness.WriteAsync(stream, letter.ToString());
        }

        Assert.Equal("call-1", SipText.Header(await StackHarness.ReadMessageAsync(stream), "Call-ID"));
    }

    [Fact]
    public async Task A_large_message_and_a_small_one_behind_it_both_arrive()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        using var peer = await server.ConnectAsync();
        var stream = peer.GetStream();

        await StackHarness.WriteAsync(stream, Options(1, body: new string('x', 60_000)) + Options(2) + Options(3, body: new string('y', 5000)));

        foreach (var call in (string[])["call-1", "call-2", "call-3"])
        {
            Assert.Equal(call, SipText.Header(await StackHarness.ReadMessageAsync(stream), "Call-ID"));
        }
    }

    [Fact]
    public async Task A_double_CRLF_is_answered_by_one()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        using var peer = await server.ConnectAsync();
        var stream = peer.GetStream();

        await StackHarness.WriteAsync(stream, "\r\n\r\n" + Options(1) + "\r\n");
        await StackHarness.WriteAsync(stream, "\r\n");

        var pong = new byte[2];
        await stream.ReadExactlyAsync(pong, Token);
        Assert.Equal("\r\n"u8, pong);
        Assert.Equal("call-1", SipText.Header(await StackHarness.ReadMessageAsync(stream), "Call-ID"));
        await stream.ReadExactlyAsync(pong, Token);
        Assert.Equal("\r\n"u8, pong);
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002 not TLS here\r\n\r\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\n\r\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 9999999\r\n\r\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")]
    public async Task What_cannot_be_cut_into_messages_ends_its_connection_and_no_other(string garbage)
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        using var bad = await server.ConnectAsync();
        using var good = await server.ConnectAsync();

        await StackHarness.WriteAsync(bad.GetStream(), garbage);
        await StackHarness.ReadToEndAsync(bad.GetStream());

        await StackHarness.WriteAsync(good.GetStream(), Options(1));
        Assert.Equal(200, SipText.StatusOf(await StackHarness.ReadMessageAsync(good.GetStream())));
        await StackHarness.UntilAsync(() => server.Counters[SipFault.BadFraming] == 1 && server.Counters.Connections == 1);
        Assert.DoesNotContain(server.Logs.Lines, line => line.Level > LogLevel.Information);
    }

    [Fact]
    public async Task A_header_that_never_ends_is_cut_off_at_the_limit()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        using var bad = await server.ConnectAsync();

        try
        {
            await StackHarness.WriteAsync(bad.GetStream(), "OPTIONS sip:a SIP/2.0\r\nSubject: " + new string('x', 200_000));
        }
        catch (IOException)
        {
            // It may be cut while we write.
        }

        await StackHarness.ReadToEndAsync(bad.GetStream());
        await StackHarness.UntilAsync(() => server.Counters[SipFault.BadFraming] == 1);
    }

    [Fact]
    public async Task A_message_that_is_well_cut_but_malformed_gets_400_and_the_connection_stays()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        using var peer = await server.ConnectAsync();
        var stream = peer.GetStream();

        await StackHarness.WriteAsync(stream, Options(1).Replace("Max-Forwards: 70", "Max-Forwards: x", StringComparison.Ordinal) + Options(2));

        Assert.Equal(400, SipText.StatusOf(await StackHarness.ReadMessageAsync(stream)));
        Assert.Equal(200, SipText.StatusOf(await StackHarness.ReadMessageAsync(stream)));
    }

    [Fact]
    public async Task A_sender_that_does_not_finish_its_message_is_cut_off()
    {
        var time = new ManualTimeProvider();
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp, time: time);
        using var peer = await server.ConnectAsync();
        var stream = peer.GetStream();
        await StackHarness.WriteAsync(stream, Options(1) + "OPTIONS sip:a SI");
        await StackHarness.ReadMessageAsync(stream);

        await server.SettlesAsync(isIncomplete: true);
        await AdvanceUntilClosedAsync(server, time, SipTransportLimits.Default.IncompleteMessageTime);

        await StackHarness.ReadToEndAsync(stream);
        Assert.Equal(1, server.Counters[SipFault.TooSlow]);
    }

    [Fact]
    public async Task A_drop_now_and_then_does_not_keep_an_unfinished_message_alive()
    {
        var time = new ManualTimeProvider();
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp, time: time);
        using var peer = await server.ConnectAsync();
        var stream = peer.GetStream();
        await StackHarness.WriteAsync(stream, Options(1) + "OPT");
        await StackHarness.ReadMessageAsync(stream);
        await server.SettlesAsync(isIncomplete: true);

        time.Advance(TimeSpan.FromSeconds(6));
        await StackHarness.WriteAsync(stream, "IONS");
        time.Advance(TimeSpan.FromSeconds(6));

        await StackHarness.ReadToEndAsync(stream);
        Assert.Equal(1, server.Counters[SipFault.TooSlow]);
    }

    [Fact]
    public async Task A_sender_of_half_a_keep_alive_is_not_cut_off()
    {
        var time = new ManualTimeProvider();
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp, time: time);
        using var peer = await server.ConnectAsync();
        var stream = peer.GetStream();
        await StackHarness.WriteAsync(stream, Options(1) + "\r\n");
        await StackHarness.ReadMessageAsync(stream);

        await server.SettlesAsync();
        time.Advance(TimeSpan.FromMinutes(1));

        await StackHarness.WriteAsync(stream, Options(2));
        Assert.Equal(200, SipText.StatusOf(await StackHarness.ReadMessageAsync(stream)));
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_cut_off()
    {
        var time = new ManualTimeProvider();
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp, time: time);
        using var peer = await server.ConnectAsync();
        await StackHarness.UntilAsync(() => server.Counters.Connections == 1);

        await AdvanceUntilClosedAsync(server, time, SipTransportLimits.Default.FirstMessageTime);

        await StackHarness.ReadToEndAsync(peer.GetStream());
        Assert.Equal(1, server.Counters[SipFault.TooSlow]);
    }

    [Fact]
    public async Task A_silent_connection_is_closed_unless_a_dialog_lives_on_it()
    {
        var time = new ManualTimeProvider();
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp, time: time);
        using var watched = await server.ConnectAsync();
        using var idle = await server.ConnectAsync();
        foreach (var peer in (TcpClient[])[watched, idle])
        {
            await StackHarness.WriteAsync(peer.GetStream(), Options(peer == idle ? 1 : 2));
            await StackHarness.ReadMessageAsync(peer.GetStream());
        }

        await server.SettlesAsync();
        server.Flows[0].Watch(new Watcher());
        await AdvanceUntilClosedAsync(server, time, SipTransportLimits.Default.IdleTime, left: 1);

        await StackHarness.ReadToEndAsync(idle.GetStream());
        Assert.True(server.Flows[0].IsAlive);
        Assert.False(server.Flows[1].IsAlive);
        Assert.Equal(1, server.Counters[SipFault.Idle]);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_loses_its_connection()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp, limits: new SipTransportLimits { MaxQueuedBytes = 100_000 });
        using var peer = await server.ConnectAsync();
        await StackHarness.WriteAsync(peer.GetStream(), Options(1));
        await StackHarness.UntilAsync(() => server.Flows.Count == 1);

        var message = new byte[60_000];
        await StackHarness.UntilAsync(() => server.Endpoint.Transports.Send(server.Flows[0], message) != SipTransportFailure.None);

        await StackHarness.UntilAsync(() => !server.Flows[0].IsAlive);
        Assert.Equal(1, server.Counters[SipFault.QueueFull]);
    }

    [Fact]
    public async Task Connections_beyond_the_limits_are_refused_and_places_become_free_again()
    {
        await using var server = await StackHarness.StartAsync(
            SipTransportKind.Tcp, limits: new SipTransportLimits { MaxConnections = 100, MaxConnectionsPerSource = 2 });
        using var first = await server.ConnectAsync();
        using var second = await server.ConnectAsync();
        await StackHarness.UntilAsync(() => server.Counters.Connections == 2);

        Assert.False(CanTalk(server));
        Assert.Equal(1, server.Counters[SipFault.SourceConnectionLimit]);

        first.Dispose();
        await StackHarness.UntilAsync(() => server.Counters.Connections == 1);
        await StackHarness.UntilAsync(() => CanTalk(server));
    }

    [Fact]
    public async Task A_lost_connection_is_told_to_who_watches_it_and_fails_what_waits_on_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var client = await StackHarness.StartAsync(SipTransportKind.Tcp);
        var watcher = new Watcher();
        ClientTransaction? transaction = null;
        var waiting = client.SendAsync(new SipDestination(SipTransportKind.Tcp, (IPEndPoint)listener.LocalEndpoint), sent => transaction = sent);
        using var accepted = await listener.AcceptTcpClientAsync(Token);
        await StackHarness.ReadMessageAsync(accepted.GetStream());
        var flow = transaction!.Flow!;
        Assert.True(flow.Watch(watcher));

        listener.Stop();
        accepted.Dispose();

        var outcome = await waiting;
        Assert.Equal((ClientTransactionEventKind.TransportFailed, SipTransportFailure.ConnectionLost), (outcome.Kind, outcome.Failure));
        await StackHarness.UntilAsync(() => watcher.Lost.Count == 1);
        Assert.False(flow.Watch(watcher));
    }

    [Fact]
    public async Task A_watcher_that_throws_keeps_no_other_from_being_told()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        using var peer = await server.ConnectAsync();
        await StackHarness.WriteAsync(peer.GetStream(), Options(1));
        await StackHarness.ReadMessageAsync(peer.GetStream());
        Watcher[] watchers = [new(), new() { Throws = true }, new()];
        foreach (var watcher in watchers)
        {
            server.Flows[0].Watch(watcher);
        }

        peer.Dispose();

        await StackHarness.UntilAsync(() => Array.TrueForAll(watchers, watcher => watcher.Lost.Count == 1));
        await StackHarness.UntilAsync(() => server.Logs.Lines.Any(line => line.Exception is AggregateException));
    }

    [Fact]
    public async Task A_refused_connection_is_an_outcome_and_the_fallback_is_tried()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Tcp);
        var nobody = new SipDestination(SipTransportKind.Tcp, FreeAddress());

        Assert.Equal(SipTransportFailure.ConnectRefused, (await client.SendAsync(nobody)).Failure);
        var fallback = new SipDestination(SipTransportKind.Tcp, server.Address);
        Assert.Equal(200, (await client.SendAsync(nobody with { Fallback = fallback })).Response!.StatusCode);
        Assert.Equal(2, client.Counters[SipFault.ConnectFailed]);
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_in_time_is_given_up()
    {
        // A full backlog never answers: that is a connection that hangs.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        using var fill = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await fill.ConnectAsync(listener.LocalEndPoint!, Token);
        var time = new ManualTimeProvider();
        await using var client = await StackHarness.StartAsync(SipTransportKind.Tcp, time: time);

        var waiting = client.SendAsync(new SipDestination(SipTransportKind.Tcp, (IPEndPoint)listener.LocalEndPoint!));
        await StackHarness.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return waiting.IsCompleted;
        });

        Assert.Equal(SipTransportFailure.ConnectTimeout, (await waiting).Failure);
    }

    [Fact]
    public async Task A_preferred_connection_that_is_gone_gives_way_to_the_destination()
    {
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        await using var other = await StackHarness.StartAsync(SipTransportKind.Tcp);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Tcp);
        var flow = (await client.SendAsync(new SipDestination(SipTransportKind.Tcp, server.Address))).Flow!;
        var destination = new SipDestination(SipTransportKind.Tcp, other.Address) { PreferredFlow = flow };

        await client.SendAsync(destination);
        Assert.Equal((2, 0), (server.Flows.Count, other.Flows.Count));

        await server.Endpoint.DisposeAsync();
        await StackHarness.UntilAsync(() => !flow.IsAlive);
        await client.SendAsync(destination);
        Assert.Single(other.Flows);
    }

    [Fact]
    public async Task Closing_lets_what_is_queued_leave_and_ends_the_connection_in_order()
    {
        var server = await StackHarness.StartAsync(SipTransportKind.Tcp);
        using var peer = await server.ConnectAsync();
        await StackHarness.WriteAsync(peer.GetStream(), Options(1));
        await StackHarness.UntilAsync(() => server.Flows.Count == 1);
        for (var message = 0; message < 100; message++)
        {
            server.Endpoint.Transports.Send(server.Flows[0], Encoding.UTF8.GetBytes(Options(message)));
        }

        var reading = StackHarness.ReadToEndAsync(peer.GetStream());
        await server.DisposeAsync();

        Assert.Contains("Call-ID: call-99\r\n", await reading, StringComparison.Ordinal);
        Assert.Equal(0, server.Counters.Connections);
    }

    [Fact]
    public async Task An_idle_endpoint_has_no_timer()
    {
        var time = new ManualTimeProvider();
        await using var server = await StackHarness.StartAsync(SipTransportKind.Tcp, time: time);
        Assert.Equal(0, time.PendingTimers);

        using (var peer = await server.ConnectAsync())
        {
            await StackHarness.UntilAsync(() => time.PendingTimers == 1);
        }

        await StackHarness.UntilAsync(() => time.PendingTimers == 0);
    }

    private static string Options(int call, string? body = null) =>
        SipText.Request("OPTIONS", branch: $"z9hG4bK{call}", callId: $"call-{call}", transport: "TCP", body: body);

    private static async Task AdvanceUntilClosedAsync(StackHarness server, ManualTimeProvider time, TimeSpan limit, int left = 0)
    {
        // One tick of the sweep short of the limit nothing is closed.
        time.Advance(limit - TimeSpan.FromSeconds(1));
        Assert.True(server.Counters.Connections > left);
        time.Advance(TimeSpan.FromSeconds(2));
        await StackHarness.UntilAsync(() => server.Counters.Connections == left);
    }

    private static bool CanTalk(StackHarness server)
    {
        try
        {
            using var peer = new TcpClient();
            peer.Connect(server.Address);
            peer.GetStream().Write(Encoding.UTF8.GetBytes(Options(7)));
            return peer.GetStream().ReadByte() == 'S';
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            return false;
        }
    }

    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    private sealed class Watcher : ISipFlowWatcher
    {
        public List<SipTransportFailure> Lost { get; } = [];

        public bool Throws { get; init; }

        public void OnFlowLost(SipFlow flow, SipTransportFailure reason)
        {
            Lost.Add(reason);
            if (Throws)
            {
                throw new InvalidOperationException("a bug");
            }
        }
    }
}
