using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Realtime.Sip.Hep;
using Realtime.Sip.Tests.Transports;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Hep;

public sealed class HepSenderTests : IAsyncDisposable
{
    private readonly RecordingLogger _logs = new();
    private readonly Socket _collector = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public HepSenderTests() => _collector.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _collector.Dispose();
        _logs.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Request_and_response_of_both_sides_are_copied_with_their_addresses()
    {
        await using var sender = Sender(Options());
        await using var server = await StackHarness.StartAsync(SipTransportKind.Udp, tap: sender);
        await using var client = await StackHarness.StartAsync(SipTransportKind.Udp);

        var outcome = await client.SendAsync(new SipDestination(SipTransportKind.Udp, server.Address));
        var request = await ReceiveAsync();
        var response = await ReceiveAsync();

        Assert.StartsWith("OPTIONS ", request.Text(15), StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 200 ", response.Text(15), StringComparison.Ordinal);
        Assert.Equal(($"127.0.0.1|{client.Address.Port}", $"127.0.0.1|{server.Address.Port}"), request.Ends());
        Assert.Equal((request.Ends().To, request.Ends().From), response.Ends());
        Assert.Equal("leg of " + outcome.Response!.CallId, request.Text(17));
        Assert.Equal(request.Text(17), response.Text(17));
    }

    [Fact]
    public async Task Secrets_are_taken_out_before_a_message_leaves_and_a_bug_there_sends_nothing()
    {
        var options = Options() with
        {
            Redact = message => Encoding.UTF8.GetString(message.Span).Contains("REGISTER", StringComparison.Ordinal)
                ? throw new InvalidOperationException("a bug")
                : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(message.Span).Replace("hidden", "******", StringComparison.Ordinal)),
        };
        await using var sender = Sender(options);
        await using var stack = await StackHarness.StartAsync(SipTransportKind.Tcp);
        var flow = await FlowOfAsync(stack);

        ((ISipTap)sender).OnMessage(flow, isOutgoing: true, "REGISTER hidden"u8);
        ((ISipTap)sender).OnMessage(flow, isOutgoing: true, "MESSAGE hidden"u8);

        Assert.Equal("MESSAGE ******", (await ReceiveAsync()).Text(15));
        Assert.Equal(1, sender.Dropped);
    }

    [Theory]
    [InlineData(SipTransportKind.Tcp)]
    [InlineData(SipTransportKind.Tls)]
    public async Task Packets_go_over_a_connection_one_behind_the_other(SipTransportKind kind)
    {
        using var authority = new TestCertificates();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var at = (IPEndPoint)listener.LocalEndpoint;
        await using var sender = Sender(Options(at) with { Transport = kind, Tls = new SipTlsClientOptions { TrustAnchors = authority.Anchors } });
        await using var stack = await StackHarness.StartAsync(SipTransportKind.Tcp);
        var flow = await FlowOfAsync(stack);
        ((ISipTap)sender).OnMessage(flow, isOutgoing: false, "one"u8);
        ((ISipTap)sender).OnMessage(flow, isOutgoing: false, "two"u8);

        using var client = await listener.AcceptTcpClientAsync(Token);
        Stream stream = client.GetStream();
        if (kind == SipTransportKind.Tls)
        {
            var tls = new SslStream(stream);
            stream = tls;
            await tls.AuthenticateAsServerAsync(authority.Issue("127.0.0.1"), clientCertificateRequired: false, checkCertificateRevocation: false);
        }

        Assert.Equal("one", (await ReadAsync(stream)).Text(15));
        Assert.Equal("two", (await ReadAsync(stream)).Text(15));
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_collector_that_is_away_costs_copies_and_not_calls_and_is_found_again()
    {
        var time = new ManualTimeProvider();
        int port;
        using (var gone = new TcpListener(IPAddress.Loopback, 0))
        {
            gone.Start();
            port = ((IPEndPoint)gone.LocalEndpoint).Port;
        }

        await using var sender = new HepSender(Options(new IPEndPoint(IPAddress.Loopback, port)) with { Transport = SipTransportKind.Tcp }, time, _logs);
        await using var stack = await StackHarness.StartAsync(SipTransportKind.Tcp);
        var flow = await FlowOfAsync(stack);
        for (var message = 0; message < 10; message++)
        {
            ((ISipTap)sender).OnMessage(flow, isOutgoing: true, "lost"u8);
        }

        await StackHarness.UntilAsync(() => sender.Dropped == 10);
        Assert.Single(_logs.Lines, line => line.Id.Id == 3851);

        using var back = new TcpListener(IPAddress.Loopback, port);
        back.Start();
        time.Advance(TimeSpan.FromSeconds(1));
        ((ISipTap)sender).OnMessage(flow, isOutgoing: true, "found"u8);
        using var client = await back.AcceptTcpClientAsync(Token);

        Assert.Equal("found", (await ReadAsync(client.GetStream())).Text(15));
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts()
    {
        using var blocked = new SemaphoreSlim(0);
        await using var stack = await StackHarness.StartAsync(SipTransportKind.Tcp);
        var flow = await FlowOfAsync(stack);
        var options = Options() with
        {
            QueueLength = 4,
            Redact = message =>
            {
                blocked.Wait(StackHarness.Patience, Token);
                return message;
            },
        };
        await using var sender = Sender(options);
        for (var message = 0; message < 20; message++)
        {
            ((ISipTap)sender).OnMessage(flow, isOutgoing: true, "x"u8);
        }

        Assert.InRange(sender.Dropped, 15, 16);
        blocked.Release(20);
        await StackHarness.UntilAsync(() => sender.Sent + sender.Dropped == 20);
    }

    private static async Task<SipFlow> FlowOfAsync(StackHarness stack) =>
        (await stack.SendAsync(new SipDestination(stack.Transport.Kind, stack.Address))).Flow!;

    private static async Task<Dictionary<int, byte[]>> ReadAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(StackHarness.Patience);
        var header = new byte[6];
        await stream.ReadExactlyAsync(header, patience.Token);
        var rest = new byte[HepDecoder.Number(header.AsSpan(4)) - header.Length];
        await stream.ReadExactlyAsync(rest, patience.Token);
        return HepDecoder.Read([.. header, .. rest]);
    }

    private HepOptions Options(IPEndPoint? collector = null)
    {
        var at = collector ?? (IPEndPoint)_collector.LocalEndPoint!;
        return new HepOptions { Host = at.Address.ToString(), Port = at.Port, CorrelationOf = (callId, _) => "leg of " + callId };
    }

    private HepSender Sender(HepOptions options) => new(options, TimeProvider.System, _logs);

    private async Task<Dictionary<int, byte[]>> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(StackHarness.Patience);
        var buffer = new byte[ushort.MaxValue];
        var length = await _collector.ReceiveAsync(buffer, SocketFlags.None, patience.Token);
        return HepDecoder.Read(buffer.AsSpan(0, length));
    }
}
