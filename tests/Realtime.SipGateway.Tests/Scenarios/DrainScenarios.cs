using System.Net;
using System.Text;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
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

    private static Task<HttpResponseMessage> NotReadyAsync(GatewayScenario scenario) => GatewayScenario.EventuallyAsync(async () =>
    {
        var answer = await scenario.Http.GetAsync(new Uri(scenario.Address, "/ready"));
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable ? answer : null;
    });
}
