using System.Text.Json;
using System.Threading.Channels;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// The loop of a worker: one queue of what comes in, bounded so that a flood waits in the socket; after each entry the timers, the tools and
/// the call are looked at, and what the session wants to say is sent. All of a session runs here, one thing at a time.
/// </summary>
internal sealed class SidebandPump : IDisposable
{
    private static readonly SidebandMessage OverMessage = SidebandMessage.End(1000, "The call is over.");

    private readonly Call _call;
    private readonly CancellationToken _over;
    private readonly CallHangUp _hangUp;
    private readonly SidebandOptions _options;
    private readonly SidebandMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Channel<SidebandMessage> _inbox;
    private readonly ServerEventReader _reader = new();
    private bool _isOver;
    private bool _isDrained;
    private bool _toldMalformed;

    public SidebandPump(
        Call call, CallHangUp hangUp, SidebandOptions options, SidebandMetrics metrics, ILogger logger, TimeProvider time, CancellationToken over)
    {
        (_call, _over, _hangUp, _options, _metrics, _logger, _time) = (call, over, hangUp, options, metrics, logger, time);
        _inbox = Channel.CreateBounded<SidebandMessage>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        Deadlines = new Deadlines(time, Wake);
    }

    public Outbox Outbox { get; } = new();

    public Deadlines Deadlines { get; }

    /// <summary>Makes the loop look around; a full queue makes it do so anyway.</summary>
    public void Wake() => _inbox.Writer.TryWrite(SidebandMessage.WakeUp);

    /// <summary>Serves one connection until it ends or the call is over and drained.</summary>
    public async Task<SidebandMessage> RunAsync(ISidebandSocket socket, SidebandSession session, CancellationToken stopping)
    {
        using var receiving = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var receive = ReceiveAsync(socket, receiving.Token);
        try
        {
            while (true)
            {
                Tick(session);
                await FlushAsync(socket, stopping);
                if (_isDrained)
                {
                    await socket.CloseAsync();
                    return OverMessage;
                }

                using var message = await _inbox.Reader.ReadAsync(stopping);
                if (message.IsEnd)
                {
                    return message;
                }

                if (!message.Json.IsEmpty)
                {
                    Take(message.Json, session);
                }
            }
        }
        finally
        {
            await receiving.CancelAsync();
            await receive;
            while (_inbox.Reader.TryRead(out var left))
            {
                left.Dispose();
            }
        }
    }

    public void Dispose() => Deadlines.Dispose();

    private void Tick(SidebandSession session)
    {
        if (_over.IsCancellationRequested && !_isOver)
        {
            _isOver = true;
            session.CallEnded();
            Deadlines.Set(Deadline.Drain, TimeSpan.FromMilliseconds(_options.DrainMs));
        }

        while (Deadlines.TakeDue(out var due))
        {
            switch (due)
            {
                case Deadline.Drain:
                    _isDrained = true;
                    break;
                case Deadline.HangUp when !_isOver:
                    _hangUp.Unanswered(CallHangUp.Patience);
                    _isDrained = true;
                    break;
                default:
                    session.Due(due);
                    break;
            }
        }

        session.Advance();
        if (session.Ending is { } outcome && !_hangUp.HasBegun && !_isOver)
        {
            _hangUp.Begin(outcome);
            Deadlines.Set(Deadline.HangUp, CallHangUp.Patience);
        }
    }

    private async Task FlushAsync(ISidebandSocket socket, CancellationToken stopping)
    {
        while (Outbox.TryTake(out var message))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(_options.SendTimeoutMs), _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
            if (!await socket.SendAsync(message!, either.Token))
            {
                return;
            }
        }
    }

    private void Take(ReadOnlyMemory<byte> json, SidebandSession session)
    {
        ServerEvent? received;
        try
        {
            received = _reader.Read(json);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            _metrics.Malformed();
            if (!_toldMalformed)
            {
                _toldMalformed = true;
                _logger.Malformed(_call.Id, malformed.Message);
            }

            return;
        }

        if (received is null)
        {
            _metrics.Ignored();
        }
        else
        {
            session.Take(received);
        }
    }

    private async Task ReceiveAsync(ISidebandSocket socket, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var message = await socket.ReceiveAsync(cancellationToken);
                await _inbox.Writer.WriteAsync(message, cancellationToken);
                if (message.IsEnd)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The loop has what it wanted.
        }
        catch
        {
            await _inbox.Writer.WriteAsync(SidebandMessage.End(null, "The receiving side failed."), cancellationToken);
            throw;
        }
    }
}
