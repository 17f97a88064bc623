using System.Net.WebSockets;
using System.Text;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>A client that takes nothing until it is released.</summary>
internal sealed class SlowWebSocket : WebSocket
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _sent = [];
    private volatile bool _isSending;
    private WebSocketState _state = WebSocketState.Open;

    public bool IsSending => _isSending;

    public IReadOnlyList<string> Sent
    {
        get
        {
            lock (_sent)
            {
                return [.. _sent];
            }
        }
    }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    public void Release() => _released.TrySetResult();

    public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        _isSending = true;
        await _released.Task.WaitAsync(cancellationToken);
        lock (_sent)
        {
            _sent.Add(Encoding.UTF8.GetString(buffer));
        }
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Abort() => _state = WebSocketState.Aborted;

    public override void Dispose()
    {
    }
}
