using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Realtime.Simulator.Conversation;
using Realtime.Simulator.Settings;

namespace Realtime.Simulator.Sideband;

/// <summary>One WebSocket attached to a call: what the session says goes out in order, what the client says goes in.</summary>
internal sealed class SidebandConnection(WebSocket socket, ModelSession session, SidebandClose close, TimeProvider time) : IEventSink, IDisposable
{
    /// <summary>A client that is so far behind is cut off rather than waited for.</summary>
    private const int OutgoingBacklog = 4096;

    /// <summary>The longest event a client may send.</summary>
    private const int MaximumMessage = 4 * 1024 * 1024;

    /// <summary>How long a client may take to answer a close frame.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    private readonly Channel<string> _outgoing = Channel.CreateBounded<string>(
        new BoundedChannelOptions(OutgoingBacklog) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource _cut = new();
    private SinkEnd? _end;

    public void Send(string json)
    {
        if (!_outgoing.Writer.TryWrite(json))
        {
            _outgoing.Writer.TryComplete();
        }
    }

    public void End(SinkEnd end)
    {
        _end = end;
        _outgoing.Writer.TryComplete();
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Cut() => _cut.Cancel();

    public void Dispose() => _cut.Dispose();

    /// <summary>Runs until either side ends.</summary>
    public async Task RunAsync(CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, _cut.Token);
        if (!session.Attach(this))
        {
            return;
        }

        var sending = SendAllAsync(stop.Token);
        var receiving = ReceiveAllAsync(stop.Token);
        try
        {
            await Task.WhenAny(sending, receiving);
            session.Detach(this);
            if (sending.IsCompletedSuccessfully && await CloseAsync(stop.Token))
            {
                await Task.WhenAny(receiving, Task.Delay(ClosePatience, time, stop.Token));
            }
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            await stop.CancelAsync();
            await Task.WhenAll(Quiet(sending), Quiet(receiving));
        }
    }

    /// <summary>Sends a close frame if the end is to be a clean one; without it the client sees 1006 when the connection goes.</summary>
    private async Task<bool> CloseAsync(CancellationToken stop)
    {
        if (_end == SinkEnd.SessionExpired)
        {
            await CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "Your session hit the maximum duration of 60 minutes.", stop);
            return true;
        }

        if (_end == SinkEnd.CallEnded && close == SidebandClose.Normal)
        {
            await CloseAsync(WebSocketCloseStatus.NormalClosure, null, stop);
            return true;
        }

        return false;
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string? text, CancellationToken stop)
    {
        try
        {
            await socket.CloseOutputAsync(status, text, stop);
        }
        catch (Exception fault) when (IsGone(fault))
        {
            // The client was faster.
        }
    }

    private async Task SendAllAsync(CancellationToken stop)
    {
        await foreach (var json in _outgoing.Reader.ReadAllAsync(stop))
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, stop);
        }
    }

    private async Task ReceiveAllAsync(CancellationToken stop)
    {
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            var received = await socket.ReceiveAsync(message.GetMemory(4096), stop);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await CloseAsync(WebSocketCloseStatus.NormalClosure, null, stop);
                return;
            }

            message.Advance(received.Count);
            if (message.WrittenCount > MaximumMessage || received.MessageType != WebSocketMessageType.Text)
            {
                await CloseAsync(WebSocketCloseStatus.MessageTooBig, "Text events of at most 4 MiB.", stop);
                return;
            }

            if (received.EndOfMessage)
            {
                await session.ReceiveAsync(this, Encoding.UTF8.GetString(message.WrittenSpan), stop);
                message.Clear();
            }
        }
    }

    private static async Task Quiet(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception fault) when (IsGone(fault))
        {
            // The client or the call is gone; that is how sidebands end.
        }
    }

    private static bool IsGone(Exception fault) =>
        fault is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException or InvalidOperationException;
}
