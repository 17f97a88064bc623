using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>sipp calls where there is no room.</summary>
public sealed class TrunkLimitTests
{
    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task A_full_trunk_says_when_to_come_again_and_its_call_stays(string transport)
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:MaxCalls"] = "1" });
        await using var caller = scenario.Caller();
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);

        await using var sipp = SippRun.Call("Trunk/too-many", transport, transport == "udp" ? scenario.Sip : scenario.SipTcp, $"full-{transport}", "-s", "+15550100");
        await sipp.SucceedsAsync();

        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);
    }

    [Fact]
    public async Task A_trunk_above_its_rate_says_when_to_come_again()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:CallsPerSecond"] = "0.05", ["Trunks:carrier:Burst"] = "1" });
        await using var caller = scenario.Caller();
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);

        foreach (var transport in (string[])["udp", "tcp"])
        {
            await using var sipp = SippRun.Call("Trunk/too-many", transport, transport == "udp" ? scenario.Sip : scenario.SipTcp, $"rate-{transport}", "-s", "+15550100");
            await sipp.SucceedsAsync();
        }

        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);
    }
}
