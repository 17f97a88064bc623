using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.SipGateway.Signalling.Rtpengine;

/// <summary>
/// One relay's control port: <c>cookie dictionary</c> in a datagram each way. A request that is not answered is sent again with the same cookie, so
/// that the relay does it once. The socket is connected: nobody else's datagrams are taken, and a closed port is noticed at once.
/// </summary>
internal sealed class RtpengineNode : IAsyncDisposable
{
    /// <summary>An answer is a session description and some numbers.</summary>
    private const int MaxDatagram = 65_507;

    private const int CookieBytes = 8;

    private readonly Socket _socket;
    private readonly RtpengineOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Dictionary<string, object>?>> _waiting = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _receiving;

    public RtpengineNode(IPEndPoint address, RtpengineOptions options, TimeProvider time)
    {
        (Address, _options, _time) = (address, options, time);
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Connect(address);
        _receiving = ReceiveAsync();
    }

    public IPEndPoint Address { get; }

    /// <summary>Null when nothing came, or the relay's port is closed.</summary>
    public async Task<Dictionary<string, object>?> AskAsync(IReadOnlyDictionary<string, object> request)
    {
        var cookie = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(CookieBytes));
        byte[] datagram = [.. Encoding.ASCII.GetBytes(cookie + " "), .. Bencode.Write(request)];
        var answer = new TaskCompletionSource<Dictionary<string, object>?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[cookie] = answer;
        try
        {
            for (var tries = 0; tries < _options.Tries; tries++)
            {
                await _socket.SendAsync(datagram, SocketFlags.None, _closing.Token);
                using var done = new CancellationTokenSource();
                var late = Task.Delay(TimeSpan.FromMilliseconds(_options.TimeoutMs), _time, done.Token);
                if (await Task.WhenAny(answer.Task, late) == answer.Task)
                {
                    await done.CancelAsync();
                    return await answer.Task;
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody listens there, or we are closing.
        }
        finally
        {
            _waiting.TryRemove(cookie, out _);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Dispose();
        await _receiving;
        _closing.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[MaxDatagram];
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveAsync(buffer, SocketFlags.None, _closing.Token);
                Take(buffer.AsSpan(0, length));
            }
            catch (SocketException)
            {
                // The port is closed: whoever waits need not wait on.
                foreach (var waiting in _waiting.Values)
                {
                    waiting.TrySetResult(null);
                }
            }
            catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> datagram)
    {
        var space = datagram.IndexOf((byte)' ');
        if (space > 0 && _waiting.TryGetValue(Encoding.ASCII.GetString(datagram[..space]), out var waiting)
            && Bencode.TryRead(datagram[(space + 1)..]) is { } answer)
        {
            waiting.TrySetResult(answer);
        }
    }
}
