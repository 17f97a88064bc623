using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>The least that could take the gateway's place: reads every event to its end, answers the function call, counts the others.</summary>
internal sealed class BareSideband(ClientWebSocket socket)
{
    /// <summary>Events that it read.</summary>
    public long Events { get; private set; }

    /// <summary>Bytes of them.</summary>
    public long Bytes { get; private set; }

    public static async Task<BareSideband> ConnectAsync(string port, int number)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
#pragma warning disable CA5359 // The load's certificate was made a moment ago, on this machine.
        socket.Options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        await socket.ConnectAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"wss://127.0.0.1:{port}/v1/realtime?call_id=rtc_{number}")), CancellationToken.None);
        return new BareSideband(socket);
    }

    public async Task RunAsync()
    {
        var buffer = new byte[4 * 1024];
        var length = 0;
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                length += received.Count;
                if (!received.EndOfMessage)
                {
                    Array.Resize(ref buffer, length == buffer.Length ? length * 2 : buffer.Length);
                    continue;
                }

                Events++;
                Bytes += length;
                if (FunctionCall(buffer.AsSpan(0, length)) is { } call)
                {
                    await SendAsync($$$"""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"{{{call}}}","output":"{\"state\":\"shipped\"}"}}""");
                    await SendAsync("""{"type":"response.create"}""");
                }

                length = 0;
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException)
        {
            // The load has ended.
        }
    }

    private ValueTask SendAsync(string json) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(json).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The id of a function call that is complete; null for any other event.</summary>
    private static string? FunctionCall(ReadOnlySpan<byte> json)
    {
        var (isDone, isCall, id) = (false, false, (string?)null);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                isDone = reader.ValueTextEquals("response.output_item.done"u8);
            }
            else if (isDone && reader.CurrentDepth == 2 && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                isCall = reader.ValueTextEquals("function_call"u8);
            }
            else if (isDone && reader.CurrentDepth == 2 && reader.ValueTextEquals("call_id"u8))
            {
                reader.Read();
                id = reader.GetString();
            }
        }

        return isCall ? id : null;
    }
}
