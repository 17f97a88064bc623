using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Realtime.Simulator.Media;

/// <summary>
/// One UDP socket that sends a packet every 20 ms and hears what comes. The socket is bound at once, so that its port can be offered;
/// media begins with <see cref="Start"/>.
/// </summary>
public sealed class RtpSession : IAsyncDisposable
{
    /// <summary>A packet of voice is far below the size of an Ethernet frame; what exceeds it is cut and refused.</summary>
    internal const int MaximumDatagram = 1500;

    /// <summary>After a pause of the process at most 200 ms are caught up at once; what is older is dropped, not burst.</summary>
    private const int MaximumCatchUp = 10;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<IDisposable> _replaced = new();
    private volatile RtpSender? _sender;
    private volatile RtpReceiver? _receiver;
    private volatile SocketAddress? _destination;
    private Task _loops = Task.CompletedTask;
    private long _packetsSent;
    private long _bytesSent;
    private long _packetsReceived;
    private long _bytesReceived;
    private long _refused;
    private int _disposed;

    public RtpSession(IPAddress address, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _time = time ?? TimeProvider.System;
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(address, 0));
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    /// <summary>Where media is received.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>What passed so far.</summary>
    public RtpCounters Counters => new(
        Interlocked.Read(ref _packetsSent),
        Interlocked.Read(ref _bytesSent),
        Interlocked.Read(ref _packetsReceived),
        Interlocked.Read(ref _bytesReceived),
        _receiver?.Lost ?? 0,
        Interlocked.Read(ref _refused));

    /// <summary>True when every digit given to <see cref="SendDigits"/> was sent.</summary>
    public bool DigitsSent => _sender?.Digits.IsIdle ?? true;

    /// <summary>Begins to send and to hear; may be called once.</summary>
    public void Start(RtpPath path, IAudioSource source, IRtpListener listener)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(listener);
        if (_receiver is not null)
        {
            throw new InvalidOperationException("The session was started before.");
        }

        Use(path);
        _loops = Task.WhenAll(SendAsync(source, _stop.Token), ReceiveAsync(listener, _stop.Token));
    }

    /// <summary>From now on media goes and comes by this path: another address, other keys, another codec.</summary>
    public void Retarget(RtpPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach (var before in (IDisposable?[])[_sender, _receiver])
        {
            if (before is not null)
            {
                _replaced.Enqueue(before);
            }
        }

        Use(path);
    }

    private void Use(RtpPath path)
    {
        (_sender, _receiver) = (new RtpSender(path), new RtpReceiver(path));
        _destination = path.Sends ? path.Remote.Serialize() : null;
    }

    /// <summary>Queues keys to be sent as telephone-events.</summary>
    public void SendDigits(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        (_sender ?? throw new InvalidOperationException("The session was not started.")).Digits.Add(digits);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        _socket.Dispose();
        await _loops;
        _sender?.Dispose();
        _receiver?.Dispose();
        while (_replaced.TryDequeue(out var before))
        {
            before.Dispose();
        }

        _stop.Dispose();
    }

    private async Task SendAsync(IAudioSource source, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(AudioFrame.Duration, _time);
        var started = _time.GetTimestamp();
        var frames = 0L;
        try
        {
            do
            {
                var due = (long)(_time.GetElapsedTime(started) / AudioFrame.Duration) + 1;
                frames = Math.Max(frames, due - MaximumCatchUp);
                for (; frames < due; frames++)
                {
                    if (_destination is { } destination)
                    {
                        Send(_sender!.Next(source), destination);
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // The session was disposed.
        }
    }

    private void Send(ReadOnlySpan<byte> packet, SocketAddress destination)
    {
        try
        {
            _socket.SendTo(packet, SocketFlags.None, destination);
            Interlocked.Increment(ref _packetsSent);
            Interlocked.Add(ref _bytesSent, packet.Length);
        }
        catch (SocketException)
        {
            // Nobody listens there, or the address cannot be reached: media is lost, the call goes on.
        }
    }

    private async Task ReceiveAsync(IRtpListener listener, CancellationToken stop)
    {
        var buffer = new byte[MaximumDatagram];
        var from = new SocketAddress(_socket.AddressFamily);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, from, stop);
                Interlocked.Increment(ref _packetsReceived);
                Interlocked.Add(ref _bytesReceived, length);
                if (!_receiver!.Take(buffer.AsSpan(0, length), listener))
                {
                    Interlocked.Increment(ref _refused);
                }
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (!stop.IsCancellationRequested)
            {
                // An ICMP answer to something we sent: not ours to act on.
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
