using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Tests.Scenarios;

/// <summary>A client of the sideband that keeps every event and checks each against the API description.</summary>
internal sealed class TestSideband : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly ConcurrentQueue<JsonObject> _events = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;

    private TestSideband(ClientWebSocket socket)
    {
        _socket = socket;
        _receiving = ReceiveAsync();
    }

    public IReadOnlyList<JsonObject> Events => [.. _events];

    /// <summary>The close status; null while open or when there was no close frame.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public bool IsClosed => _receiving.IsCompleted;

    public static async Task<TestSideband> AttachAsync(Uri api, string callId)
    {
        var socket = await ConnectAsync(api, "?call_id=" + callId, SimulatorUnderTest.ApiKey);
        return new TestSideband(socket);
    }

    public static async Task<ClientWebSocket> ConnectAsync(Uri api, string query, string? key, Action<ClientWebSocketOptions>? more = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (key is not null)
        {
            socket.Options.SetRequestHeader("Authorization", "Bearer " + key);
        }

        more?.Invoke(socket.Options);
        try
        {
            await socket.ConnectAsync(new UriBuilder(api) { Scheme = "ws", Path = "/v1/realtime", Query = query }.Uri, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The caller looks at HttpStatusCode.
        }

        return socket;
    }

    public async Task SendAsync(string json) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>Waits for so many events of a type and gives the last of them.</summary>
    public async Task<JsonObject> SeesAsync(string type, int times = 1)
    {
        await Eventually.IsTrueAsync(() => _events.Count(one => TypeOf(one) == type) >= times || _receiving.IsFaulted, type);
        if (_receiving.IsFaulted)
        {
            await _receiving;
        }

        return _events.Where(one => TypeOf(one) == type).ElementAt(times - 1);
    }

    /// <summary>The types of all events in order, runs of one type written once; transcription of the caller left out, since it comes when it comes.</summary>
    public IReadOnlyList<string> Order()
    {
        var order = new List<string>();
        foreach (var type in _events.Select(TypeOf).Where(type => !type.Contains("input_audio_transcription", StringComparison.Ordinal)))
        {
            if (order.Count == 0 || order[^1] != type)
            {
                order.Add(type);
            }
        }

        return order;
    }

    public static string TypeOf(JsonObject sent) => sent["type"]!.GetValue<string>();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        try
        {
            await _receiving;
        }
        catch (OperationCanceledException)
        {
        }

        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[1024 * 1024];
        var length = 0;
        while (true)
        {
            WebSocketReceiveResult received;
            try
            {
                received = await _socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), _stop.Token);
            }
            catch (Exception fault) when (fault is WebSocketException or ObjectDisposedException)
            {
                return;
            }

            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            length += received.Count;
            if (received.EndOfMessage)
            {
                var sent = JsonNode.Parse(buffer.AsSpan(0, length))!.AsObject();
                length = 0;
                _events.Enqueue(sent);
                CheckSchema(sent);
            }
        }
    }

    private static void CheckSchema(JsonObject sent)
    {
        var without = WithoutNulls(sent)!;
        var fault = ApiSchema.Instance.CheckSent(ApiSchema.ServerEvent, JsonSerializer.SerializeToElement(without));
        Assert.True(fault is null, $"{fault?.Message} in {sent.ToJsonString()}");
    }

    private static JsonNode? WithoutNulls(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(one.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Key, WithoutNulls(member.Value)))),
        JsonArray many => new JsonArray([.. many.Select(WithoutNulls)]),
        _ => node?.DeepClone(),
    };
}
