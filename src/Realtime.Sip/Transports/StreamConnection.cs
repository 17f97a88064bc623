using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>
/// One TCP or TLS connection: bytes in are cut into messages by Content-Length (RFC 3261 18.3), messages out wait in a bounded
/// queue and leave in order. A double CRLF is answered by one (RFC 5626 3.5.1), and sent on connections of ours that are idle.
/// </summary>
internal sealed class StreamConnection(Socket socket, Stream stream, TransportContext context, bool cameIn)
{
    private const int ReadBuffer = 4096;

    /// <summary>A peer that vanished without a word is found out after about a minute and a half.</summary>
    private const int KeepAliveSeconds = 60;
    private const int KeepAliveIntervalSeconds = 10;
    private const int KeepAliveProbes = 3;

    /// <summary>Keep-alives go after 80 to 100 % of their time (RFC 5626 4.4.1).</summary>
    private const int LeastKeepAlivePercent = 80;

    private static readonly byte[] Pong = "\r\n"u8.ToArray();
    private static readonly byte[] Ping = "\r\n\r\n"u8.ToArray();

    private readonly Channel<ReadOnlyMemory<byte>> _queue = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _openedAt = context.Time.GetTimestamp();
    private readonly TimeSpan _keepAliveTime = context.Limits.KeepAliveTime * (RandomNumberGenerator.GetInt32(LeastKeepAlivePercent, 101) / 100.0);
    private SipFrameProgress _progress;
    private Task _writing = Task.CompletedTask;
    private long _lastActivity = context.Time.GetTimestamp();
    private long _lastHeard = context.Time.GetTimestamp();
    private long _pingedAt;
    private bool _answersPings;
    private long _incompleteSince;
    private long _writingSince;
    private int _queuedBytes;
    private bool _hasSpoken;
    private int _reason;

    public SipFlow Flow { get; set; } = null!;

    /// <summary>Something that was sent has not left yet.</summary>
    public bool HasUnsent => Volatile.Read(ref _queuedBytes) != 0;

    /// <summary>Nothing was heard since the last keep-alive went out.</summary>
    public bool AwaitsPong => Volatile.Read(ref _pingedAt) is var pingedAt and not 0 && Volatile.Read(ref _lastHeard) < pingedAt;

    /// <summary>The peer has answered a keep-alive.</summary>
    public bool AnswersPings => Volatile.Read(ref _answersPings);

    /// <summary>A message has begun and not ended.</summary>
    public bool IsIncomplete => Volatile.Read(ref _incompleteSince) != 0;

    public static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
    }

    /// <summary>Queues a message. A peer that lets the queue fill up loses the connection.</summary>
    public SipTransportFailure Send(ReadOnlyMemory<byte> message)
    {
        if (Interlocked.Add(ref _queuedBytes, message.Length) > context.Limits.MaxQueuedBytes)
        {
            Interlocked.Add(ref _queuedBytes, -message.Length);
            Abort(SipTransportFailure.QueueFull);
            return SipTransportFailure.QueueFull;
        }

        return _queue.Writer.TryWrite(message) ? SipTransportFailure.None : SipTransportFailure.ConnectionLost;
    }

    /// <summary>Reads and writes until the connection ends, and says why it did.</summary>
    public async Task<SipTransportFailure> RunAsync(ISipTransportReceiver receiver)
    {
        _writing = WriteAsync();
        await ReadAsync(receiver);

        // :: What was queued before the peer closed its side may still be wanted: a response, for one.
        _queue.Writer.TryComplete();
        await WaitBoundedAsync(_writing);
        await stream.DisposeAsync();
        await _writing;
        _ended.SetResult();
        return (SipTransportFailure)Volatile.Read(ref _reason);
    }

    /// <summary>Lets what is queued leave, says goodbye, and closes.</summary>
    public async Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        await WaitBoundedAsync(_writing);
        try
        {
            if (stream is SslStream tls)
            {
                await WaitBoundedAsync(tls.ShutdownAsync());
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or InvalidOperationException or NotSupportedException
            or CryptographicException)
        {
            // The peer was faster, or the two of them were just agreeing on new keys: OpenSSL says no goodbye meanwhile.
        }

        Abort(SipTransportFailure.Closing);
        await _ended.Task;
    }

    /// <summary>Cuts the connection; the first reason given is the one that is told.</summary>
    public void Abort(SipTransportFailure reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)SipTransportFailure.None) != (int)SipTransportFailure.None)
        {
            return;
        }

        Flow.BeginEnd();
        SipFault? fault = reason switch
        {
            SipTransportFailure.QueueFull => SipFault.QueueFull,
            SipTransportFailure.TooSlow => SipFault.TooSlow,
            SipTransportFailure.Idle => SipFault.Idle,
            SipTransportFailure.NoPong => SipFault.NoPong,
            SipTransportFailure.BadFraming => SipFault.BadFraming,
            _ => null,
        };
        if (fault is { } counted)
        {
            context.Counters.Count(counted);
        }

        if (cameIn && fault == SipFault.BadFraming)
        {
            context.Guard?.Suspect(Flow.Remote.Address, SipFault.BadFraming);
        }

        _queue.Writer.TryComplete();
        socket.Dispose();
    }

    /// <summary>Ends the connection when one of its time limits is over.</summary>
    public void CheckTimes()
    {
        var limits = context.Limits;
        if (IsOver(Volatile.Read(ref _incompleteSince), limits.IncompleteMessageTime)
            || (cameIn && !Volatile.Read(ref _hasSpoken) && IsOver(_openedAt, limits.FirstMessageTime)))
        {
            Abort(SipTransportFailure.TooSlow);
        }
        else if (IsOver(Volatile.Read(ref _writingSince), limits.WriteStallTime))
        {
            Abort(SipTransportFailure.QueueFull);
        }
        else if (IsOver(Volatile.Read(ref _lastActivity), limits.IdleTime) && !Flow.IsWatched)
        {
            Abort(SipTransportFailure.Idle);
        }
        else if (!cameIn && limits.KeepAliveTime > TimeSpan.Zero)
        {
            KeepAlive(limits.PongTime);
        }
    }

    /// <summary>
    /// Whoever opened a connection keeps it open (RFC 5626 3.5.1). Whether a peer answers is not known before it has done so: silence of one that never
    /// did closes nothing.
    /// </summary>
    private void KeepAlive(TimeSpan pongTime)
    {
        var pingedAt = Volatile.Read(ref _pingedAt);
        if (AwaitsPong && Volatile.Read(ref _answersPings) && IsOver(pingedAt, pongTime))
        {
            Abort(SipTransportFailure.NoPong);
        }
        else if (IsOver(Math.Max(pingedAt, Volatile.Read(ref _lastHeard)), _keepAliveTime))
        {
            Volatile.Write(ref _pingedAt, context.Time.GetTimestamp());
            context.Counters.CountKeepAlive(isAnswer: false);
            Send(Ping);
        }
    }

    private bool IsOver(long since, TimeSpan limit) => since != 0 && context.Time.GetElapsedTime(since) >= limit;

    private async Task WaitBoundedAsync(Task task)
    {
        try
        {
            await task.WaitAsync(context.Limits.CloseTime, context.Time);
        }
        catch (TimeoutException)
        {
            // The peer does not read any more.
        }
    }

    private async Task ReadAsync(ISipTransportReceiver receiver)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBuffer);
        var filled = 0;
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory(filled)) is var read and > 0)
            {
                Volatile.Write(ref _lastHeard, context.Time.GetTimestamp());
                filled += read;
                filled -= TakePong(buffer.AsSpan(0, filled));
                if (filled == 0)
                {
                    continue;
                }

                Volatile.Write(ref _lastActivity, _lastHeard);
                var used = Deliver(buffer.AsMemory(0, filled), receiver);
                if (used < 0)
                {
                    Abort(SipTransportFailure.BadFraming);
                    return;
                }

                filled -= used;
                Note(buffer.AsSpan(used, filled), used);
                buffer = MakeRoom(buffer, used, filled);
            }

            Flow.BeginEnd();
            Interlocked.CompareExchange(ref _reason, (int)SipTransportFailure.ConnectionLost, (int)SipTransportFailure.None);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            Abort(SipTransportFailure.ConnectionLost);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A lone CRLF is the answer to our keep-alive: no traffic that would keep an unused connection. Gives its length, or zero.</summary>
    private int TakePong(ReadOnlySpan<byte> buffered)
    {
        if (Volatile.Read(ref _pingedAt) == 0 || !buffered.SequenceEqual(Pong))
        {
            return 0;
        }

        Volatile.Write(ref _answersPings, true);
        context.Counters.CountKeepAlive(isAnswer: true);
        return Pong.Length;
    }

    /// <summary>Hands over each whole message; returns how many bytes are done with, or -1 when the stream makes no sense.</summary>
    private int Deliver(ReadOnlyMemory<byte> buffered, ISipTransportReceiver receiver)
    {
        var used = 0;
        while (used < buffered.Length)
        {
            var rest = buffered[used..];
            var status = SipFraming.TryFrame(rest.Span, context.ParserLimits, ref _progress, out var skip, out var length);
            if (status == SipFrameStatus.NeedMore)
            {
                return used;
            }

            if (status is SipFrameStatus.Oversized or SipFrameStatus.Malformed)
            {
                return -1;
            }

            if (status == SipFrameStatus.Ping)
            {
                Send(Pong);
            }
            else
            {
                Volatile.Write(ref _hasSpoken, true);
                receiver.OnMessage(rest.Slice(skip, length).ToArray(), Flow);
            }

            used += skip + length;
        }

        return used;
    }

    /// <summary>Keeps in mind since when a message is incomplete; half a keep-alive is none.</summary>
    private void Note(ReadOnlySpan<byte> left, int used)
    {
        if (left.IsEmpty || left.SequenceEqual(Pong))
        {
            Volatile.Write(ref _incompleteSince, 0);
        }
        else if (used > 0 || _incompleteSince == 0)
        {
            Volatile.Write(ref _incompleteSince, context.Time.GetTimestamp());
        }
    }

    /// <summary>Moves what is left to the start of the buffer, or of a larger one when it is full; back to a small one when it is empty.</summary>
    private static byte[] MakeRoom(byte[] buffer, int used, int left)
    {
        var wanted = left == 0 ? ReadBuffer : left == buffer.Length ? 2 * buffer.Length : buffer.Length;
        var isRightSize = wanted == buffer.Length || (left == 0 && buffer.Length < 2 * ReadBuffer);
        var target = isRightSize ? buffer : ArrayPool<byte>.Shared.Rent(wanted);
        buffer.AsSpan(used, left).CopyTo(target);
        if (!isRightSize)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return target;
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync())
            {
                while (_queue.Reader.TryRead(out var message))
                {
                    Volatile.Write(ref _writingSince, context.Time.GetTimestamp());
                    await stream.WriteAsync(message);
                    Volatile.Write(ref _writingSince, 0);
                    Interlocked.Add(ref _queuedBytes, -message.Length);
                }
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            Abort(SipTransportFailure.ConnectionLost);
        }
    }
}
