using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Console;
using Realtime.SipGateway.Tests.Console;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>Who may open the control WebSocket, and how much may be said on it.</summary>
public sealed class ControlSocketTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_taken_from_a_page_of_this_gateway_and_from_no_other()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();
        var user = new StoredUser("ada", "", "supervisor", Passwords.NewStamp(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        Assert.True(await host.Service<IUserLedger>().AddAsync(user with { PasswordHash = host.Service<Passwords>().Hash(user, Password) }, Token));
        using var browser = new Browser(host.Anonymous.BaseAddress!);
        using (await browser.SignInAsync("ada", Password))
        {
        }

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, call, null));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, call, "https://evil.example.com"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(host, call, host.Anonymous.BaseAddress!.GetLeftPart(UriPartial.Authority)));

        async Task<HttpStatusCode> StatusAsync(ApiHost at, Call about, string? origin)
        {
            using var socket = new ClientWebSocket();
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.SetRequestHeader("Cookie", string.Join("; ", browser.Cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}")));
            if (origin is not null)
            {
                socket.Options.SetRequestHeader("Origin", origin);
            }

            try
            {
                await socket.ConnectAsync(Address(at, about), Token);
            }
            catch (WebSocketException)
            {
                // The status tells.
            }

            return socket.HttpStatusCode;
        }
    }

    [Theory]
    [InlineData("", HttpStatusCode.UpgradeRequired)]
    [InlineData("?after=x", HttpStatusCode.BadRequest)]
    public async Task A_request_that_is_none_is_told_so(string query, HttpStatusCode status)
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();

        using var answer = await host.Viewer.GetAsync(new Uri($"/api/calls/{call.Id}/control{query}", UriKind.Relative), Token);

        await WebhookHost.AssertProblemAsync(status, answer);
    }

    [Theory]
    [InlineData("viewer-key", 16 * 1024, WebSocketMessageType.Text, WebSocketCloseStatus.MessageTooBig)]
    [InlineData("supervisor-key", 3 * 1024 * 1024, WebSocketMessageType.Text, WebSocketCloseStatus.MessageTooBig)]
    [InlineData("supervisor-key", 10, WebSocketMessageType.Binary, WebSocketCloseStatus.InvalidMessageType)]
    public async Task What_is_too_long_or_no_text_closes_the_connection(string key, int length, WebSocketMessageType type, WebSocketCloseStatus status)
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();
        using var socket = await OpenAsync(host, call, key);

        await socket.SendAsync(Encoding.UTF8.GetBytes(new string('x', length)), type, endOfMessage: type == WebSocketMessageType.Binary, Token);
        while ((await socket.ReceiveAsync(new byte[4096], Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        Assert.Equal(status, socket.CloseStatus);
    }

    [Fact]
    public async Task Half_an_emoji_is_refused_and_the_connection_goes_on()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();
        using var socket = await OpenAsync(host, call, "supervisor-key");

        var statuses = new List<int>();
        foreach (var message in new[]
        {
            """{"type":"say","text":"\ud83d"}""",
            """{"type":"approve","function_call_id":"\ud83d"}""",
            """{"type":"deny","function_call_id":"call_1","note":"\ud83d"}""",
            """{"type":"whisper","\ud83d":"x"}""",
            """{"type":"\ud83d"}""",
            """{"type":"say","text":"Hello."}""",
        })
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, Token);
            statuses.Add(await StatusOfNextAsync(socket));
        }

        // The last one is understood: only nobody talks.
        Assert.Equal([400, 400, 400, 400, 400, 409], statuses);
    }

    [Fact]
    public async Task Commands_come_no_faster_than_requests_may()
    {
        await using var host = await ApiHost.StartAsync(new() { ["Api:RequestsPerSecond"] = "1", ["Api:RequestBurst"] = "2" });
        var (call, _) = host.Begin();
        using var socket = await OpenAsync(host, call, "supervisor-key");

        var statuses = new List<int>();
        for (var command = 0; command < 30; command++)
        {
            await socket.SendAsync("""{"type":"dance"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Token);
        }

        while (statuses.Count < 30)
        {
            statuses.Add(await StatusOfNextAsync(socket));
        }

        Assert.Equal((400, 429), (statuses[0], statuses.Max()));
    }

    /// <summary>Of the problem that the next reply tells.</summary>
    private static async Task<int> StatusOfNextAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, Token);
            Assert.NotEqual(WebSocketMessageType.Close, got.MessageType);
            using var json = JsonDocument.Parse(buffer.AsMemory(0, got.Count));
            if (json.RootElement.GetProperty("type").GetString() == "reply")
            {
                return json.RootElement.GetProperty("problem").GetProperty("status").GetInt32();
            }
        }
    }

    private static async Task<ClientWebSocket> OpenAsync(ApiHost host, Call call, string key)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Api-Key", key);
        await socket.ConnectAsync(Address(host, call), Token);
        return socket;
    }

    private static Uri Address(ApiHost host, Call call) => new($"ws://{host.Anonymous.BaseAddress!.Authority}/api/calls/{call.Id}/control");
}
