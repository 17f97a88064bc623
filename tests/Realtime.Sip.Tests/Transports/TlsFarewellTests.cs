using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;
using TransportContext = Realtime.Sip.Transports.TransportContext;

namespace Realtime.Sip.Tests.Transports;

public sealed class TlsFarewellTests
{
    /// <summary>As OpenSSL does while keys are being agreed on ("shutdown while in init").</summary>
    [Fact]
    public async Task A_farewell_that_TLS_refuses_closes_the_connection_and_hurts_nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var peer = new TcpClient();
        await peer.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        using var counters = new SipCounters();
        using var log = new RecordingLogger();
        await using var stream = new BusyTls(new NetworkStream(socket));
        var context = new TransportContext(
            SipTransportLimits.Default, SipParserLimits.Default, counters, TimeProvider.System, log.CreateLogger("transports"), new SipTlsClientOptions());
        await using var transport = new LoopbackTransport(SipTransportKind.Tls);
        var connection = new StreamConnection(socket, stream, context, cameIn: true)
        {
            Flow = new SipFlow(transport, (IPEndPoint)socket.LocalEndPoint!, (IPEndPoint)socket.RemoteEndPoint!, 1),
        };
        var running = connection.RunAsync(new Nobody());

        await connection.CloseAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(SipTransportFailure.Closing, await running);
    }

    private sealed class BusyTls(Stream inner) : SslStream(inner)
    {
        private readonly Stream _inner = inner;

        public override Task ShutdownAsync() => throw new CryptographicException("error:0A000197:SSL routines::shutdown while in init");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _inner.ReadAsync(buffer, cancellationToken);
    }

    private sealed class Nobody : ISipTransportReceiver
    {
        public void OnMessage(ReadOnlyMemory<byte> message, SipFlow flow)
        {
        }

        public void OnUnreachable(ReadOnlyMemory<byte> quote, SipFlow flow)
        {
        }

        public void OnFlowLost(SipFlow flow, SipTransportFailure reason)
        {
        }
    }
}
