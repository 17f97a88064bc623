using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Sideband;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>The service's end of a sideband that keeps nothing of what was said: only what the test has not read yet is alive.</summary>
internal sealed class LongCallSocket : ISidebandSocket, ISidebandConnector
{
    private readonly Channel<SidebandMessage> _toGateway = Channel.CreateUnbounded<SidebandMessage>();
    private readonly Channel<JsonElement> _creates = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<string> _outputs = Channel.CreateUnbounded<string>();

    /// <summary>Types of messages that nobody expected.</summary>
    public string? Unexpected { get; private set; }

    public void Say(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(buffer, 0);
        _toGateway.Writer.TryWrite(SidebandMessage.Of(buffer, bytes.Length));
    }

    /// <summary>The next <c>response.create</c>.</summary>
    public ValueTask<JsonElement> CreateAsync(CancellationToken cancellationToken) => _creates.Reader.ReadAsync(cancellationToken);

    /// <summary>The function call that the next output answers.</summary>
    public ValueTask<string> OutputAsync(CancellationToken cancellationToken) => _outputs.Reader.ReadAsync(cancellationToken);

    public Task<ConnectResult> ConnectAsync(string target, RealtimeCallId call, CancellationToken cancellationToken) => Task.FromResult(new ConnectResult(this));

    public async ValueTask<SidebandMessage> ReceiveAsync(CancellationToken cancellationToken) => await _toGateway.Reader.ReadAsync(cancellationToken);

    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var json = JsonElement.Parse(message.Span);
        switch (json.GetProperty("type").GetString())
        {
            case "response.create":
                _creates.Writer.TryWrite(json);
                break;
            case "conversation.item.create" when json.GetProperty("item").TryGetProperty("call_id", out var call):
                _outputs.Writer.TryWrite(call.GetString()!);
                break;
            case var other:
                Unexpected = other;
                break;
        }

        return ValueTask.FromResult(true);
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
