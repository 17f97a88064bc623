using System.Net.WebSockets;

namespace Realtime.SipGateway.Api.Control;

/// <summary>
/// A WebSocket whose messages are JSON texts of a bounded size. One reader; senders wait for each other, and one whose peer does not read
/// within a bound breaks the connection.
/// </summary>
/// <param name="socket">The connection.</param>
/// <param name="maxBytes">Longest message of the peer.</param>
/// <param name="time">The clock.</param>
internal sealed class JsonSocket(WebSocket socket, int maxBytes, TimeProvider time) : IDisposable
{
    /// <summary>What most messages fit into.</summary>
    private const int UsualBytes = 4 * 1024;

    /// <summary>A peer that takes nothing for so long has gone, or hangs.</summary>
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _sending = new(1, 1);
    private byte[] _buffer = new byte[UsualBytes];

    /// <summary>The next message, valid until the one after it is read; null when the peer has closed or is gone, or broke the rules and was told so.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        if (_buffer.Length > UsualBytes)
        {
            // A large one is seldom followed by another.
            _buffer = new byte[UsualBytes];
        }

        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            }
            catch (WebSocketException)
            {
                // Gone without a word.
                return null;
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
                return null;
            }

            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Binary)
            {
                await CloseAsync(WebSocketCloseStatus.InvalidMessageType, "Messages are JSON texts.");
                return null;
            }

            if (part.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }

            if (length == maxBytes)
            {
                await CloseAsync(WebSocketCloseStatus.MessageTooBig, $"A message may have at most {maxBytes} bytes.");
                return null;
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Min(_buffer.Length * 4, maxBytes));
            }
        }
    }

    /// <summary>Sends one message; false when the connection is gone, or was broken because the peer does not read.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(SendPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _sending.WaitAsync(either.Token);
            try
            {
                await socket.SendAsync(json, WebSocketMessageType.Text, endOfMessage: true, either.Token);
                return true;
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket.Abort();
            return false;
        }
    }

    /// <summary>Says why it ends; a peer that does not listen is not waited for.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        using var patience = new CancellationTokenSource(ClosePatience, time);
        try
        {
            await _sending.WaitAsync(patience.Token);
            try
            {
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(status, reason, patience.Token);
                }
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    public void Dispose() => _sending.Dispose();
}
