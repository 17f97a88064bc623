using System.Text.Json;
using System.Threading.Channels;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// The loop of a worker: a message at a time out of the socket, so that a flood waits there, and between them wake-ups; after each the timers, the tools
/// and the call are looked at, and what the session wants to say is sent. All of a session runs here, one thing at a time.
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
    private readonly Channel<bool> _wakeUps = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true });

    /// <summary>Whose turn it is: the message's or the wake-up's. A message is taken where it arrived, without a way through a queue.</summary>
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ServerEventReader _reader = new();
    private bool _isOver;
    private bool _isDrained;
    private bool _toldMalformed;

    public SidebandPump(
        Call call, CallHangUp hangUp, SidebandOptions options, SidebandMetrics metrics, ILogger logger, TimeProvider time, CancellationToken over)
    {
        (_call, _over, _hangUp, _options, _metrics, _logger, _time) = (call, over, hangUp, options, metrics, logger, time);
        Deadlines = new Deadlines(time, Wake);
    }

    public Outbox Outbox { get; } = new();

    public Deadlines Deadlines { get; }

    /// <summary>Makes the loop look around; once for all who ask before it does.</summary>
    public void Wake() => _wakeUps.Writer.TryWrite(true);

    /// <summary>Serves one connection until it ends or the call is over and drained.</summary>
    public async Task<SidebandMessage> RunAsync(ISidebandSocket socket, SidebandSession session, CancellationToken stopping)
    {
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var wakeUps = TakeWakeUpsAsync(socket, session, serving, stopping);
        try
        {
            await StepAsync(socket, session, default, serving, stopping);
            while (true)
            {
                using var message = await socket.ReceiveAsync(serving.Token);
                if (message.IsEnd)
                {
                    return message;
                }

                await StepAsync(socket, session, message.Json, serving, stopping);
            }
        }
        catch (OperationCanceledException) when (serving.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // Drained, or the wake-ups failed: then they throw.
            return OverMessage;
        }
        finally
        {
            await serving.CancelAsync();
            await wakeUps;
        }
    }

    public void Dispose()
    {
        Deadlines.Dispose();
        _turn.Dispose();
    }

    private async Task TakeWakeUpsAsync(ISidebandSocket socket, SidebandSession session, CancellationTokenSource serving, CancellationToken stopping)
    {
        try
        {
            while (await _wakeUps.Reader.ReadAsync(serving.Token))
            {
                await StepAsync(socket, session, default, serving, stopping);
            }
        }
        catch (OperationCanceledException) when (serving.IsCancellationRequested)
        {
            // The connection is done with.
        }
        catch
        {
            await serving.CancelAsync();
            throw;
        }
    }

    /// <summary>Takes one message, or none, and looks around.</summary>
    private async Task StepAsync(
        ISidebandSocket socket, SidebandSession session, ReadOnlyMemory<byte> json, CancellationTokenSource serving, CancellationToken stopping)
    {
        await _turn.WaitAsync(serving.Token);
        try
        {
            if (!json.IsEmpty)
            {
                Take(json, session);
            }

            Tick(session);
            await FlushAsync(socket, stopping);
            if (_isDrained)
            {
                await socket.CloseAsync();
                await serving.CancelAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

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
}
