using System.Net;
using System.Net.WebSockets;
using System.Text;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>The gateway is told to stop while people talk.</summary>
public sealed class DrainScenarios
{
    private static readonly Dictionary<string, string?> Patient = new() { ["Drain:DeadlineSeconds"] = "300" };

    [Fact]
    public async Task A_live_call_may_end_by_itself_and_the_gateway_stops_then()
    {
        await using var scenario = await GatewayScenario.StartAsync(new(Patient));
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();

        var stopping = scenario.StopGatewayAsync();
        await NotReadyAsync(scenario);
        Assert.False(stopping.IsCompleted);
        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);
        await stopping.WaitAsync(GatewayScenario.Patience, TestContext.Current.CancellationToken);

        var record = await scenario.RecordAsync(caller, stopped: true);
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp), (record.EndedBy, record.Cause));
    }

    [Fact]
    public async Task New_calls_and_pings_are_sent_elsewhere_while_old_ones_finish()
    {
        await using var scenario = await GatewayScenario.StartAsync(new(Patient));
        await using var caller = scenario.Caller();
        await using var late = scenario.Caller();
        await using var ping = scenario.Caller();
        await caller.CallAsync();

        var stopping = scenario.StopGatewayAsync();
        await NotReadyAsync(scenario);
        await late.InviteAsync();
        var refused = await late.FinalAsync();
        await ping.SendRawAsync(Encoding.ASCII.GetBytes(
            "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bKping;rport\r\nMax-Forwards: 70\r\nFrom: <sip:carrier@127.0.0.1>;tag=a\r\n"
            + "To: <sip:127.0.0.1>\r\nCall-ID: ping\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"));
        var pong = await ping.ProvisionalAsync(503);

        Assert.Equal(503, refused.StatusCode);
        Assert.True(refused.Headers.TryGet(SipHeaderId.RetryAfter, out _));
        Assert.Equal(SipMethod.Options, pong.CSeq.Method);
        await caller.HangUpAsync();
        await stopping.WaitAsync(GatewayScenario.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_is_left_at_the_deadline_is_hung_up_with_a_reason()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Drain:DeadlineSeconds"] = "1" });
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        var stopping = scenario.StopGatewayAsync();
        var bye = await caller.ByeAsync();
        await stopping.WaitAsync(GatewayScenario.Patience, TestContext.Current.CancellationToken);

        Assert.NotNull(bye.Headers.First(SipHeaderId.Reason));
        Assert.Equal(CallCause.GatewayStopping, (await scenario.RecordAsync(caller, stopped: true)).Cause);
    }

    [Fact]
    public async Task Live_calls_are_followed_and_commanded_until_they_have_ended()
    {
        var token = TestContext.Current.CancellationToken;
        await using var scenario = await GatewayScenario.StartAsync(new(Patient)
        {
            ["Api:Keys:0:Name"] = "ops",
            ["Api:Keys:0:Sha256"] = ApiHost.Hash("ops-key"),
            ["Api:Keys:0:Scope"] = "supervisor",
        });
        scenario.Http.DefaultRequestHeaders.Add("X-Api-Key", "ops-key");
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var call = scenario.Calls.List().Single().Id;
        using var before = await EventsAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Api-Key", "ops-key");
        await socket.ConnectAsync(new Uri($"ws://{scenario.Address.Authority}/api/calls/{call}/control"), token);

        var stopping = scenario.StopGatewayAsync();
        await NotReadyAsync(scenario);
        using var late = await EventsAsync();
        await socket.SendAsync("""{"type":"stop","id":"one"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, token);
        while (!(await MessageAsync()).Contains("\"reply\"", StringComparison.Ordinal))
        {
        }

        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);

        while (!(await MessageAsync()).Contains("call.ended", StringComparison.Ordinal))
        {
        }

        Assert.Contains("event: call.ended", await before.ReadToEndAsync(token), StringComparison.Ordinal);
        Assert.Contains("event: call.ended", await late.ReadToEndAsync(token), StringComparison.Ordinal);
        await stopping.WaitAsync(GatewayScenario.Patience, token);

        async Task<StreamReader> EventsAsync()
        {
            var stream = await scenario.Http.GetStreamAsync(new Uri(scenario.Address, "/api/events"), token);
            var reader = new StreamReader(stream);
            Assert.Equal(": following", await reader.ReadLineAsync(token));
            return reader;
        }

        async Task<string> MessageAsync()
        {
            var buffer = new byte[64 * 1024];
            var got = await socket.ReceiveAsync(buffer, token);
            Assert.Equal(WebSocketMessageType.Text, got.MessageType);
            return Encoding.UTF8.GetString(buffer, 0, got.Count);
        }
    }

    private static Task<HttpResponseMessage> NotReadyAsync(GatewayScenario scenario) => GatewayScenario.EventuallyAsync(async () =>
    {
        var answer = await scenario.Http.GetAsync(new Uri(scenario.Address, "/ready"));
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable ? answer : null;
    });
}
