using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Xunit;
using static Realtime.SipGateway.Tests.Scenarios.ControlClient;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>The WebSocket by which a call is followed and commanded, by the platform's own client.</summary>
public sealed class ControlSocketScenarios
{
    private static readonly Dictionary<string, string?> Keys = new()
    {
        ["Api:HeartbeatSeconds"] = "1",
        ["Api:Keys:0:Name"] = "wallboard",
        ["Api:Keys:0:Sha256"] = ApiHost.Hash("viewer-key"),
        ["Api:Keys:1:Name"] = "ops",
        ["Api:Keys:1:Sha256"] = ApiHost.Hash("supervisor-key"),
        ["Api:Keys:1:Scope"] = "supervisor",
        ["Api:Keys:2:Name"] = "boss",
        ["Api:Keys:2:Sha256"] = ApiHost.Hash("admin-key"),
        ["Api:Keys:2:Scope"] = "admin",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supervisor_follows_commands_and_sees_the_end()
    {
        await using var scenario = await GatewayScenario.StartAsync(Keys);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var id = scenario.Calls.List().Single().Id;
        using var socket = await OpenAsync(scenario, id, "supervisor-key");
        Assert.Equal(Protocol, socket.SubProtocol);

        await SendAsync(socket, """{"id":"1","type":"whisper","text":"Offer ten percent."}""");
        await SendAsync(socket, """{"id":"2","type":"say","text":"One moment please."}""");
        await SendAsync(socket, """{"id":"3","type":"dance"}""");
        await SendAsync(socket, "no json");
        await SendAsync(socket, """{"id":"4","type":"say","text":"x","loud":true}""");
        await SendAsync(socket, """{"id":"5","type":"transfer","to":"+15550100"}""");
        await SendAsync(socket, """{"id":"6","type":"approve","function_call_id":"call_none"}""");
        var replies = await RepliesAsync(socket, 7);
        await caller.HangUpAsync();
        var rest = await EverythingAsync(socket);

        Assert.True(replies["1"].GetProperty("ok").GetBoolean());
        Assert.True(replies["2"].GetProperty("ok").GetBoolean());
        Assert.Equal(400, replies["3"].GetProperty("problem").GetProperty("status").GetInt32());
        Assert.Equal(400, replies["4"].GetProperty("problem").GetProperty("status").GetInt32());
        Assert.Equal(403, replies["5"].GetProperty("problem").GetProperty("status").GetInt32());
        Assert.Equal(404, replies["6"].GetProperty("problem").GetProperty("status").GetInt32());
        Assert.Equal(400, replies[""].GetProperty("problem").GetProperty("status").GetInt32());
        Assert.Contains(rest, static one => TypeOf(one) == "call.ended");
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        Assert.Single((await scenario.EventsAsync(id)).OfType<ControlSaid>());
    }

    [Fact]
    public async Task A_viewer_follows_from_where_it_was_and_commands_nothing()
    {
        await using var scenario = await GatewayScenario.StartAsync(Keys);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var id = scenario.Calls.List().Single().Id;
        using var socket = await OpenAsync(scenario, id, "viewer-key", "?after=2");

        var first = (await NextAsync(socket))!.Value.GetProperty("event");
        await SendAsync(socket, """{"id":"1","type":"stop"}""");
        var replies = await RepliesAsync(socket, 1);

        Assert.Equal(3, first.GetProperty("seq").GetInt64());
        Assert.Equal(403, replies["1"].GetProperty("problem").GetProperty("status").GetInt32());
        Assert.Empty((await scenario.EventsAsync(id)).OfType<ControlStopped>());
    }

    [Fact]
    public async Task Two_supervisors_see_each_others_commands_and_either_ends_the_call()
    {
        await using var scenario = await GatewayScenario.StartAsync(Keys);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var id = scenario.Calls.List().Single().Id;
        using var one = await OpenAsync(scenario, id, "supervisor-key");
        using var other = await OpenAsync(scenario, id, "admin-key");

        await SendAsync(one, """{"type":"whisper","text":"Offer ten percent."}""");
        await RepliesAsync(one, 1);
        await SendAsync(other, """{"id":"1","type":"hangup","reason":"enough"}""");
        var seen = await EverythingAsync(other);

        Assert.Contains(seen, static message => message.GetProperty("type").GetString() == "reply" && message.GetProperty("ok").GetBoolean());
        Assert.Contains(seen, static message => TypeOf(message) == "control.whispered");
        Assert.Contains(await EverythingAsync(one), static message => TypeOf(message) == "call.ended");
        Assert.Equal(WebSocketCloseStatus.NormalClosure, other.CloseStatus);
        Assert.Equal("boss: enough", (await scenario.RecordAsync(caller)).Reason);
    }

    [Fact]
    public async Task A_key_that_is_revoked_loses_the_connection()
    {
        await using var scenario = await GatewayScenario.StartAsync(Keys);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        using var made = JsonDocument.Parse(await AdminAsync(scenario, HttpMethod.Post, "/api/keys", """{"name":"crm","scope":"viewer"}"""));
        using var socket = await OpenAsync(scenario, scenario.Calls.List().Single().Id, made.RootElement.GetProperty("secret").GetString()!);

        await AdminAsync(scenario, HttpMethod.Delete, "/api/keys/" + made.RootElement.GetProperty("key").GetProperty("id").GetString(), null);
        await EverythingAsync(socket);

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    [Fact]
    public async Task Who_may_not_or_comes_too_late_is_told_before_the_upgrade()
    {
        await using var scenario = await GatewayScenario.StartAsync(Keys);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        var id = scenario.Calls.List().Single().Id;

        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync(scenario, id, "wrong-key"));
        Assert.Equal(HttpStatusCode.NotFound, await RefusedAsync(scenario, CallId.New(TimeProvider.System), "viewer-key"));
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
        Assert.Equal(HttpStatusCode.Gone, await RefusedAsync(scenario, id, "viewer-key"));
    }

    private static async Task<string> AdminAsync(GatewayScenario scenario, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(scenario.Address, path))
        {
            Headers = { { "Authorization", "Bearer admin-key" } },
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var answer = await scenario.Http.SendAsync(request, Token);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Token);
    }

    private static async Task<HttpStatusCode> RefusedAsync(GatewayScenario scenario, CallId id, string key)
    {
        using var socket = NewSocket(key);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Address(scenario, id, ""), Token));
        return socket.HttpStatusCode;
    }
}
