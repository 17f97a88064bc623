using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A client of the control WebSocket.</summary>
internal static class ControlClient
{
    public const string Protocol = "realtime.gateway.v1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ClientWebSocket> OpenAsync(GatewayScenario scenario, CallId id, string key, string query = "")
    {
        var socket = NewSocket(key);
        await socket.ConnectAsync(Address(scenario, id, query), Token);
        return socket;
    }

    public static ClientWebSocket NewSocket(string key)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Protocol);
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", "Bearer " + key);
        return socket;
    }

    public static Uri Address(GatewayScenario scenario, CallId id, string query) =>
        new($"ws://{scenario.Address.Authority}/api/calls/{id}/control{query}");

    public static async Task SendAsync(ClientWebSocket socket, string json) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, Token);

    public static async Task<Dictionary<string, JsonElement>> RepliesAsync(ClientWebSocket socket, int count)
    {
        var replies = new Dictionary<string, JsonElement>();
        while (replies.Count < count)
        {
            var one = (await NextAsync(socket))!.Value;
            if (one.GetProperty("type").GetString() == "reply")
            {
                replies[one.TryGetProperty("id", out var id) ? id.GetString()! : ""] = one;
            }
        }

        return replies;
    }

    /// <summary>One command, and what was replied to it.</summary>
    public static async Task<JsonElement> CommandAsync(ClientWebSocket socket, string json)
    {
        await SendAsync(socket, json);
        return (await RepliesAsync(socket, 1)).Values.Single();
    }

    public static string? TypeOf(JsonElement message) =>
        message.GetProperty("type").GetString() == "event" ? message.GetProperty("event").GetProperty("type").GetString() : null;

    /// <summary>What comes up to the close.</summary>
    public static async Task<List<JsonElement>> EverythingAsync(ClientWebSocket socket)
    {
        var rest = new List<JsonElement>();
        while (await NextAsync(socket) is { } one)
        {
            rest.Add(one);
        }

        return rest;
    }

    public static async Task<JsonElement?> NextAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonElement.Parse(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
    }
}
