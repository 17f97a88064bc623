using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Hep;

/// <summary>
/// Sends a copy of every message to a HEP collector. Calls go first: the copy waits in a bounded queue, and is dropped and counted when the
/// collector is away or too slow.
/// </summary>
public sealed class HepSender : ISipTap, IAsyncDisposable
{
    /// <summary>A collector that comes and goes is complained about this often.</summary>
    private static readonly TimeSpan WarnPause = TimeSpan.FromMinutes(1);

    private readonly HepOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HepCounters _counters = new();
    private readonly Channel<HepMessage> _queue;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private HepLink? _link;
    private TimeSpan _pause;
    private long? _failedAt;
    private long? _warnedAt;

    public HepSender(HepOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger("Realtime.Sip.Hep");
        _pause = options.RetryTime;
        _queue = Channel.CreateBounded<HepMessage>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _running = Task.Run(RunAsync);
    }

    /// <summary>Packets that left.</summary>
    public long Sent => _counters.Sent;

    /// <summary>Messages that no packet was sent for.</summary>
    public long Dropped => _counters.Dropped;

    void ISipTap.OnMessage(SipFlow flow, bool isOutgoing, ReadOnlySpan<byte> message)
    {
        var own = new IPEndPoint(flow.LocalAddress, flow.Local.Port);
        var (source, destination) = isOutgoing ? (own, flow.Remote) : (flow.Remote, own);
        if (!_queue.Writer.TryWrite(new HepMessage(_time.GetUtcNow(), source, destination, flow.Kind.IsReliable(), message.ToArray())))
        {
            _counters.CountDropped();
        }
    }

    /// <summary>Lets what is queued leave, for a moment.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        try
        {
            await _running.WaitAsync(_options.CloseTime, _time);
        }
        catch (TimeoutException)
        {
            await _closing.CancelAsync();
            await _running;
        }

        _closing.Dispose();
        _counters.Dispose();
    }

    private async Task RunAsync()
    {
        var packet = new ArrayBufferWriter<byte>();
        await foreach (var message in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            var isSent = !_closing.IsCancellationRequested && TryWrite(packet, message) && await TrySendAsync(packet.WrittenMemory);
            if (isSent)
            {
                _counters.CountSent();
            }
            else
            {
                _counters.CountDropped();
            }
        }

        await CloseLinkAsync();
    }

    private bool TryWrite(ArrayBufferWriter<byte> packet, HepMessage message)
    {
#pragma warning disable CA1031 // What takes secrets out is not ours: its bug costs one copy, and no copy leaves as it was.
        try
        {
            var correlation = _options.CorrelationOf(CallIdOf.Message(message.Payload.Span), message.Payload);
            return HepWriter.TryWrite(packet, message with { Payload = _options.Redact(message.Payload) }, _options, correlation);
        }
        catch (Exception bug)
        {
            _logger.CaptureThrew(bug);
            return false;
        }
#pragma warning restore CA1031
    }

    private async ValueTask<bool> TrySendAsync(ReadOnlyMemory<byte> packet)
    {
        if (_link is null && _failedAt is { } failed && _time.GetElapsedTime(failed) < _pause)
        {
            return false;
        }

        using var deadline = new CancellationTokenSource(_options.ConnectTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _closing.Token);
        try
        {
            if (_link is null)
            {
                _link = await HepLink.OpenAsync(_options, either.Token);
                _logger.Reached(_options.Host, _options.Port, _options.Transport.UriParameter());
            }

            await _link.SendAsync(packet, either.Token);
            (_failedAt, _pause) = (null, _options.RetryTime);
            return true;
        }
        catch (SocketException refused) when (_link is not null && _options.Transport == SipTransportKind.Udp)
        {
            // Of an earlier datagram: the socket is as good as any other.
            Warn(refused.Message);
            return false;
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            await FailAsync(failure);
            return false;
        }
    }

    private async ValueTask FailAsync(Exception failure)
    {
        await CloseLinkAsync();
        if (_failedAt is not null)
        {
            _pause = _pause * 2 < _options.MaxRetryTime ? _pause * 2 : _options.MaxRetryTime;
        }

        _failedAt = _time.GetTimestamp();
        Warn(failure is OperationCanceledException ? "no answer in time" : failure.Message);
    }

    private void Warn(string why)
    {
        if (_warnedAt is not { } warned || _time.GetElapsedTime(warned) >= WarnPause)
        {
            _warnedAt = _time.GetTimestamp();
            _logger.NotReached(_options.Host, _options.Port, why);
        }
    }

    private async ValueTask CloseLinkAsync()
    {
        if (_link is not null)
        {
            await _link.DisposeAsync();
            _link = null;
        }
    }
}
