using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Realtime.SipGateway.Sideband;

/// <summary>A sideband over a WebSocket: frames become whole messages up to a limit, network failures become an end.</summary>
internal sealed class WebSocketSideband(WebSocket socket, int maxMessageBytes, TimeProvider time) : ISidebandSocket
{
    /// <summary>Words as they come are smaller, and they are nine of ten events. It is all that a sideband holds while nothing comes.</summary>
    private const int SmallBuffer = 384;

    /// <summary>Most other events are smaller; the buffer grows for those that are not.</summary>
    private const int FirstBuffer = 4 * 1024;

    /// <summary>A peer that is gone does not answer a close.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    private readonly byte[] _small = new byte[SmallBuffer];

    /// <summary>
    /// A message is valid until the next one is asked for. The wait's own state is used again: it is the largest thing that a short event would leave to
    /// the collector.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SidebandMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        byte[]? buffer = null;
        try
        {
            var first = await socket.ReceiveAsync(_small.AsMemory(), cancellationToken);
            if (first.MessageType == WebSocketMessageType.Close)
            {
                return Ended();
            }

            if (first.EndOfMessage)
            {
                // One without a byte says nothing.
                return first.Count > maxMessageBytes ? await RefuseAsync() : SidebandMessage.Of(_small.AsMemory(0, first.Count));
            }

            buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
            var length = first.Count;
            _small.AsSpan(0, length).CopyTo(buffer);
            while (true)
            {
                var frame = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (frame.MessageType == WebSocketMessageType.Close)
                {
                    return Ended();
                }

                length += frame.Count;
                if (length > maxMessageBytes)
                {
                    return await RefuseAsync();
                }

                if (frame.EndOfMessage)
                {
                    var message = SidebandMessage.Of(buffer, length);
                    buffer = null;
                    return message;
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
            }
        }
        catch (Exception broken) when (IsBroken(broken) && !cancellationToken.IsCancellationRequested)
        {
            return SidebandMessage.End(null, broken.InnerException?.Message ?? broken.Message);
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            return true;
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            socket.Abort();
            return false;
        }
    }

    public ValueTask CloseAsync() => CloseAsync(WebSocketCloseStatus.NormalClosure, null);

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private SidebandMessage Ended() => SidebandMessage.End((int?)socket.CloseStatus, socket.CloseStatusDescription);

    private async ValueTask<SidebandMessage> RefuseAsync()
    {
        var reason = $"A message is longer than {maxMessageBytes} bytes.";
        await CloseAsync(WebSocketCloseStatus.MessageTooBig, reason);
        return SidebandMessage.End((int)WebSocketCloseStatus.MessageTooBig, reason);
    }

    private async ValueTask CloseAsync(WebSocketCloseStatus status, string? reason)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(ClosePatience, time);
            await socket.CloseOutputAsync(status, reason, patience.Token);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            socket.Abort();
        }
    }

    /// <summary>What a WebSocket throws when its peer, the network or a time limit ended it; <c>OperationCanceled</c> when it was aborted.</summary>
    private static bool IsBroken(Exception fault) =>
        fault is WebSocketException or OperationCanceledException or InvalidOperationException or IOException;

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
