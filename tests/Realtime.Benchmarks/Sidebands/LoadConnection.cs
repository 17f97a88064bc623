using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>One sideband as the service has it: says what its script says next, and takes the time of what is answered.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly WebSocket _socket;
    private readonly TalkScript _script;
    private readonly IEnumerator<(string Json, TalkMark Mark)> _events;
    private readonly LoadFigures _figures;
    private Task _sending = Task.CompletedTask;
    private string _toolCall = "";
    private long _toolSince;
    private long _forbiddenSince;

    public LoadConnection(WebSocket socket, int number, LoadFigures figures)
    {
        (_socket, _figures, _script) = (socket, figures, new TalkScript(number));
        _events = _script.Events().GetEnumerator();

        // Calls are nowhere near the same word.
        for (var skipped = number * 7 % 97; skipped > 0; skipped--)
        {
            _events.MoveNext();
        }
    }

    public Task GreetAsync() => _socket.SendAsync(Encoding.UTF8.GetBytes(_script.Session()), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>The next event; false when the one before it has not left yet.</summary>
    public bool Say()
    {
        if (!_sending.IsCompletedSuccessfully)
        {
            return false;
        }

        _events.MoveNext();
        var (json, mark) = _events.Current;
        var message = Encoding.UTF8.GetBytes(json);
        switch (mark)
        {
            case TalkMark.Tool:
                _toolCall = _script.FunctionCall;
                Volatile.Write(ref _toolSince, Stopwatch.GetTimestamp());
                _figures.ToolCalled();
                break;
            case TalkMark.Forbidden:
                Volatile.Write(ref _forbiddenSince, Stopwatch.GetTimestamp());
                _figures.Forbidden();
                break;
        }

        _figures.Sent(message.Length);
        var sending = _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        if (sending.IsCompletedSuccessfully)
        {
            sending.GetAwaiter().GetResult();
        }
        else
        {
            _sending = sending.AsTask();
        }

        return true;
    }

    /// <summary>Takes answers until the other side is gone.</summary>
    public async Task ListenAsync()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                Take(buffer.AsSpan(0, received.Count), Stopwatch.GetTimestamp());
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException)
        {
            // The device has stopped.
        }
    }

    public void Dispose()
    {
        _events.Dispose();
        _socket.Dispose();
    }

    private void Take(ReadOnlySpan<byte> message, long at)
    {
        _figures.Received();
        if (message.IndexOf("\"function_call_output\""u8) >= 0 && Interlocked.Exchange(ref _toolSince, 0) is var since and > 0)
        {
            if (message.IndexOf(Encoding.UTF8.GetBytes(_toolCall)) >= 0)
            {
                _figures.ToolAnswered(Stopwatch.GetElapsedTime(since, at));
            }
        }
        else if (message.IndexOf("\"response.cancel\""u8) >= 0 && Interlocked.Exchange(ref _forbiddenSince, 0) is var said and > 0)
        {
            _figures.Cancelled(Stopwatch.GetElapsedTime(said, at));
        }
        else if (message.IndexOf("\"response.create\""u8) >= 0)
        {
            _script.Asked = MetadataOf(message);
        }
    }

    private static string? MetadataOf(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        using var json = JsonDocument.ParseValue(ref reader);
        return json.RootElement.TryGetProperty("response", out var response) && response.TryGetProperty("metadata", out var metadata) ? metadata.GetRawText() : null;
    }
}
