using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>
/// The service's end of sidebands, frame by frame over TCP on loopback (RFC 6455), so that a test decides whether pings are answered:
/// the first connection reads everything and never says a word after its session, as behind a dead NAT entry; later ones answer.
/// </summary>
internal sealed class PingCountingPeer : IAsyncDisposable
{
    private const byte Close = 0x8;
    private const byte Ping = 0x9;
    private const byte FinalText = 0x81;
    private const byte FinalPong = 0x8A;

    private static readonly byte[] Session = """{"type":"session.created","session":{"model":"gpt-realtime-2.1"}}"""u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private int _opened;
    private int _unanswered;
    private int _answered;

    public PingCountingPeer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1/realtime";

    /// <summary>Pings of the first connection.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Pings of all others.</summary>
    public int Answered => Volatile.Read(ref _answered);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _connections.Add(ServeAsync(client, answers: _opened++ > 0));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, bool answers)
    {
        using var owned = client;
        try
        {
            var stream = client.GetStream();
            await UpgradeAsync(stream);
            await stream.WriteAsync(new byte[] { FinalText, (byte)Session.Length }, _stopping.Token);
            await stream.WriteAsync(Session, _stopping.Token);
            while (await ReadAsync(stream) is { } frame && frame.Code != Close)
            {
                if (frame.Code == Ping)
                {
                    Interlocked.Increment(ref answers ? ref _answered : ref _unanswered);
                }

                if (frame.Code == Ping && answers)
                {
                    await stream.WriteAsync(new byte[] { FinalPong, (byte)frame.Payload.Length }, _stopping.Token);
                    await stream.WriteAsync(frame.Payload, _stopping.Token);
                }
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
            // The gateway let go of it.
        }
    }

    private async Task UpgradeAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stopping.Token);
            head.Append((char)one[0]);
        }

        const string Header = "Sec-WebSocket-Key:";
        var key = head.ToString().Split("\r\n").Single(static line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase))[Header.Length..].Trim();
#pragma warning disable CA5350 // RFC 6455 §4.2.2 wants SHA-1.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"),
            _stopping.Token);
    }

    /// <summary>A masked frame of a client.</summary>
    private async Task<(byte Code, byte[] Payload)?> ReadAsync(NetworkStream stream)
    {
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, _stopping.Token);
        var length = (ulong)(head[1] & 0x7F);
        if (length >= 126)
        {
            var longer = new byte[length == 126 ? 2 : 8];
            await stream.ReadExactlyAsync(longer, _stopping.Token);
            length = longer.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(longer) : BinaryPrimitives.ReadUInt64BigEndian(longer);
        }

        var mask = new byte[4];
        await stream.ReadExactlyAsync(mask, _stopping.Token);
        var payload = new byte[length];
        await stream.ReadExactlyAsync(payload, _stopping.Token);
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= mask[i % 4];
        }

        return ((byte)(head[0] & 0x0F), payload);
    }
}
