using System.Net.WebSockets;
using System.Text;
using Realtime.SipGateway.Sideband;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>Frames to messages over a real WebSocket, on two ends of a pipe.</summary>
public sealed class WebSocketSidebandTests : IAsyncDisposable
{
    private const int MaxBytes = 64 * 1024;

    private readonly DuplexPipe _pipe = new();
    private readonly WebSocket _service;
    private readonly WebSocketSideband _sideband;

    public WebSocketSidebandTests()
    {
        _service = WebSocket.CreateFromStream(_pipe.Server, new WebSocketCreationOptions { IsServer = true });
        var client = WebSocket.CreateFromStream(_pipe.Client, new WebSocketCreationOptions { IsServer = false });
        _sideband = new WebSocketSideband(client, MaxBytes, TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _sideband.DisposeAsync();
        _service.Dispose();
        _pipe.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_096)]
    [InlineData(4_097)]
    [InlineData(MaxBytes)]
    public async Task A_message_in_many_frames_is_one_message(int length)
    {
        var sent = Enumerable.Range(0, length).Select(index => (byte)('a' + (index % 26))).ToArray();
        var sending = SendAsync(sent);

        using var message = await _sideband.ReceiveAsync(Token);

        await sending;
        Assert.False(message.IsEnd);
        Assert.Equal(sent, message.Json.ToArray());
    }

    [Fact]
    public async Task A_message_in_frames_of_one_byte_is_whole()
    {
        var sent = "{\"type\":\"response.output_audio_transcript.delta\",\"delta\":\"Grüße\"}"u8.ToArray();
        var sending = Task.Run(async () =>
        {
            for (var index = 0; index < sent.Length; index++)
            {
                await _service.SendAsync(sent.AsMemory(index, 1), WebSocketMessageType.Text, index == sent.Length - 1, Token);
            }
        }, Token);

        using var message = await _sideband.ReceiveAsync(Token);

        await sending;
        Assert.Equal(sent, message.Json.ToArray());
    }

    [Fact]
    public async Task A_message_above_the_limit_ends_the_connection_with_1009()
    {
        var sending = SendAsync(new byte[MaxBytes + 1]);

        using var message = await _sideband.ReceiveAsync(Token);

        Assert.Equal((true, 1009), (message.IsEnd, message.CloseCode));
        await sending;
        var close = await _service.ReceiveAsync(new ArraySegment<byte>(new byte[64]), Token);
        Assert.Equal(WebSocketMessageType.Close, close.MessageType);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, close.CloseStatus);
    }

    [Fact]
    public async Task A_close_of_the_service_is_told_with_its_code()
    {
        await _service.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "60 minutes", Token);

        using var message = await _sideband.ReceiveAsync(Token);

        Assert.Equal((true, 1001, "60 minutes"), (message.IsEnd, message.CloseCode, message.Reason));
    }

    [Fact]
    public async Task A_broken_connection_is_an_end_without_a_code()
    {
        _pipe.Break();

        using var message = await _sideband.ReceiveAsync(Token);

        Assert.Equal((true, (int?)null), (message.IsEnd, message.CloseCode));
    }

    [Fact]
    public async Task What_cannot_be_sent_is_told_and_ends_the_receiving_side()
    {
        _pipe.Break();
        var sent = true;
        for (var tries = 0; tries < 5 && sent; tries++)
        {
            sent = await _sideband.SendAsync("{}"u8.ToArray(), Token);
        }

        Assert.False(sent);
        using var message = await _sideband.ReceiveAsync(Token);
        Assert.True(message.IsEnd);
    }

    [Fact]
    public async Task A_message_is_sent_as_text()
    {
        await _sideband.SendAsync(Encoding.UTF8.GetBytes("""{"a":"é"}"""), Token);

        var buffer = new byte[64];
        var received = await _service.ReceiveAsync(new ArraySegment<byte>(buffer), Token);

        Assert.Equal((WebSocketMessageType.Text, true), (received.MessageType, received.EndOfMessage));
        Assert.Equal("""{"a":"é"}""", Encoding.UTF8.GetString(buffer, 0, received.Count));
    }

    private async Task SendAsync(byte[] message)
    {
        for (var start = 0; start < message.Length - 1_000; start += 1_000)
        {
            await _service.SendAsync(message.AsMemory(start, 1_000), WebSocketMessageType.Text, endOfMessage: false, Token);
        }

        var rest = message.Length <= 1_000 ? 0 : (message.Length - 1) / 1_000 * 1_000;
        await _service.SendAsync(message.AsMemory(rest), WebSocketMessageType.Text, endOfMessage: true, Token);
    }
}
