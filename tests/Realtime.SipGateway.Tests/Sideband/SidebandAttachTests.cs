using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandAttachTests
{
    [Fact]
    public async Task An_accepted_call_is_attached_at_its_target()
    {
        await using var scenario = new SidebandScenario();
        scenario.Accept();

        var attached = await scenario.RecordedAsync<SidebandAttached>();
        Assert.Equal(1, attached.Tries);
        Assert.Equal("openai/rtc_1", scenario.Connector.LastTarget);
    }

    [Fact]
    public async Task A_call_that_the_service_does_not_know_yet_is_tried_again()
    {
        await using var scenario = new SidebandScenario();
        scenario.Connector.Refuse(404);
        scenario.Connector.Refuse(null);
        scenario.Connector.Refuse(500);
        scenario.Accept();

        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 1, stepMs: 10);
        var attached = await scenario.RecordedAsync<SidebandAttached>();
        Assert.Equal(4, attached.Tries);
        Assert.InRange(attached.DurationMs, 850, 1_200);
    }

    [Fact]
    public async Task A_sideband_that_cannot_be_attached_in_time_ends_the_call()
    {
        await using var scenario = new SidebandScenario();
        for (var tries = 0; tries < 20; tries++)
        {
            scenario.Connector.Refuse(404);
        }

        scenario.Accept();
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal((CallEndedBy.Gateway, CallCause.SidebandFailed), (scenario.Outcome!.By, scenario.Outcome.Cause));
        var failed = await scenario.RecordedAsync<SidebandAttachFailed>();
        Assert.Equal(404, failed.Status);
        Assert.InRange(failed.Tries, 6, 8);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(410)]
    public async Task A_refusal_that_no_other_try_can_help_ends_the_call_at_once(int status)
    {
        await using var scenario = new SidebandScenario(options => options.VendorEndGraceMs = 0);
        scenario.Connector.Refuse(status);
        scenario.Accept();
        await Eventually.TrueAsync(() => scenario.Outcome is not null);

        Assert.Equal(CallCause.SidebandFailed, scenario.Outcome!.Cause);
        Assert.Equal(1, scenario.Connector.Tries);
    }

    [Fact]
    public async Task An_overloaded_service_is_asked_again_when_it_says()
    {
        await using var scenario = new SidebandScenario();
        scenario.Connector.Refuse(503, TimeSpan.FromSeconds(3));
        scenario.Accept();

        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 1);
        Assert.InRange((await scenario.RecordedAsync<SidebandAttached>()).DurationMs, 3_000, 3_400);
    }

    [Fact]
    public async Task An_overloaded_service_that_asks_for_too_long_ends_the_call_at_once()
    {
        await using var scenario = new SidebandScenario();
        scenario.Connector.Refuse(429, TimeSpan.FromSeconds(30));
        scenario.Accept();
        await Eventually.TrueAsync(() => scenario.Outcome is not null);

        Assert.Equal(429, scenario.Recorded<SidebandAttachFailed>()[0].Status);
    }

    [Fact]
    public async Task A_try_that_hangs_is_given_up_for_another()
    {
        await using var scenario = new SidebandScenario();
        scenario.Connector.Hangs = true;
        scenario.Accept();
        await Eventually.TrueAsync(() => scenario.Connector.Tries == 1);
        scenario.Connector.Hangs = false;

        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 1, stepMs: 250);
        Assert.Equal(2, (await scenario.RecordedAsync<SidebandAttached>()).Tries);
    }

    [Fact]
    public async Task A_call_that_ends_while_attaching_is_let_go()
    {
        await using var scenario = new SidebandScenario();
        scenario.Connector.Hangs = true;
        scenario.Accept();
        await Eventually.TrueAsync(() => scenario.Connector.Tries == 1);
        scenario.Call.End(CallOutcome.CallerHungUp);

        await scenario.GoneAsync();
        Assert.True(scenario.Call.Drained.IsCompleted);
        Assert.Empty(scenario.Case.Control.Asked);
    }

    [Fact]
    public async Task A_call_that_ends_before_it_was_accepted_has_nothing_to_drain()
    {
        await using var scenario = new SidebandScenario();
        scenario.Call.End(CallOutcome.CallerCancelled);

        Assert.True(scenario.Call.Drained.IsCompleted);
        Assert.Equal(0, scenario.Connector.Tries);
    }

    [Fact]
    public async Task A_call_without_a_place_for_its_sideband_is_hung_up()
    {
        await using var scenario = new SidebandScenario(options => options.MaxConnections = 1);
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        var second = new SidebandCall(scenario.Time, scenario.Service);
        second.Accept("desk", "1");
        await Eventually.TrueAsync(() => second.Call.Progress.Outcome is not null);

        Assert.Equal(CallCause.LimitReached, second.Call.Progress.Outcome!.Cause);
        Assert.True(second.Call.Drained.IsCompleted);
    }

    [Fact]
    public async Task An_agent_that_is_not_known_is_a_fault_that_ends_the_call()
    {
        await using var scenario = new SidebandScenario();
        scenario.Accept("nobody");
        await Eventually.TrueAsync(() => scenario.Outcome is not null);

        Assert.Equal(CallCause.GatewayFault, scenario.Outcome!.Cause);
        Assert.Contains(scenario.Log.Lines, line => line.Id.Id == 6005);
        Assert.Single(scenario.Recorded<CallFault>());
    }
}
