using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>OpenAI's side is slow, silent, or says no; and callers who give up in the middle of it.</summary>
public sealed class VendorScenarios
{
    [Fact]
    public async Task A_call_that_is_never_announced_is_given_up()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Sip:WebhookTimeoutMs"] = "500" }, new() { ["Simulator:Faults:NoWebhook"] = "true" });
        await using var caller = scenario.Caller();

        await caller.InviteAsync();

        Assert.Equal(503, (await caller.FinalAsync()).StatusCode);
        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Vendor, CallCause.WebhookMissing), (record.EndedBy, record.Cause));
    }

    [Fact]
    public async Task A_refused_accept_ends_the_call_and_says_so()
    {
        await using var scenario = await GatewayScenario.StartAsync(simulator: new() { ["Simulator:ApiKey"] = "sk-another-key" });
        await using var caller = scenario.Caller();

        await caller.InviteAsync();

        Assert.Equal(500, (await caller.FinalAsync()).StatusCode);
        Assert.Equal(CallCause.AcceptRefused, (await scenario.RecordAsync(caller)).Cause);
    }

    [Fact]
    public async Task A_vendor_that_cannot_be_reached_is_a_503()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Targets:openai:OutboundProxy"] = "127.0.0.1:1" });
        await using var caller = scenario.Caller();

        await caller.InviteAsync();

        Assert.Equal(503, (await caller.FinalAsync()).StatusCode);
        Assert.Equal(CallCause.VendorUnreachable, (await scenario.RecordAsync(caller)).Cause);
    }

    [Fact]
    public async Task A_project_that_OpenAI_does_not_know_is_the_vendors_no()
    {
        await using var scenario = await GatewayScenario.StartAsync(simulator: new() { ["Simulator:ProjectId"] = "proj_other" });
        await using var caller = scenario.Caller();

        await caller.InviteAsync();

        Assert.Equal(503, (await caller.FinalAsync()).StatusCode);
        Assert.Equal(CallCause.VendorRejected, (await scenario.RecordAsync(caller)).Cause);
    }

    [Fact]
    public async Task A_caller_who_gives_up_while_it_rings_is_never_accepted()
    {
        await using var scenario = await GatewayScenario.StartAsync(simulator: new() { ["Simulator:Faults:NoWebhook"] = "true" });
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        await caller.ProvisionalAsync(180);
        await scenario.SeenAsync<AttemptProgressed>();

        await caller.CancelAsync();

        Assert.Equal(487, (await caller.FinalAsync()).StatusCode);
        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerCancelled), (record.EndedBy, record.Cause));
        Assert.DoesNotContain(await scenario.EventsAsync(record.CallId), data => data is AcceptSent);
    }

    [Fact]
    public async Task A_gateway_that_stops_hangs_up_with_a_reason_and_leaves_a_record()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var stopping = scenario.StopGatewayAsync();

        var bye = await caller.ByeAsync();
        await stopping;

        Assert.Contains("Reason: ", bye.ToString(), StringComparison.Ordinal);
        var record = await scenario.RecordAsync(caller, stopped: true);
        Assert.Equal((CallEndedBy.Gateway, CallCause.GatewayStopping), (record.EndedBy, record.Cause));
    }
}
