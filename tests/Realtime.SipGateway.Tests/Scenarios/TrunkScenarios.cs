using System.Globalization;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

public sealed class TrunkScenarios
{
    [Fact]
    public async Task A_number_that_the_trunk_may_not_dial_is_404_and_the_log_says_why()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:Dialled:0"] = "+1444*" });
        await using var caller = scenario.Caller();

        await caller.InviteAsync();

        Assert.Equal(404, (await caller.FinalAsync()).StatusCode);
        Assert.Contains(scenario.Log.Lines, line => line.Message.Contains("trunk 'carrier' has this address but not the number", StringComparison.Ordinal));
        Assert.Empty(await scenario.OpenAiCallsAsync());
    }

    [Fact]
    public async Task Above_its_rate_a_trunk_gets_503_with_the_time_to_wait_and_admitted_calls_go_on()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:CallsPerSecond"] = "0.05", ["Trunks:carrier:Burst"] = "1" });
        await using var admitted = scenario.Caller();
        await using var refused = scenario.Caller();
        Assert.Equal(200, (await admitted.CallAsync()).StatusCode);

        await refused.InviteAsync();
        var answer = await refused.FinalAsync();

        Assert.Equal(503, answer.StatusCode);
        Assert.InRange(int.Parse(answer.Headers.First(SipHeaderId.RetryAfter)!, CultureInfo.InvariantCulture), 1, 20);
        Assert.Equal(200, (await admitted.HangUpAsync()).StatusCode);
    }

    [Fact]
    public async Task A_trunk_has_its_own_longest_call()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:MaxCallSeconds"] = "10" });
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        await caller.ByeAsync();

        Assert.Equal("maximum duration of 10 s", (await scenario.RecordAsync(caller)).Reason);
    }
}
