using Realtime.Sip.B2bua;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>sipp on both sides of a call of two legs, one pair of scenario files for each behaviour, over UDP and over TCP.</summary>
public sealed class LegTests
{
    [Theory]
    [InlineData("plain", B2buaCause.CallerHungUp)]
    [InlineData("busy", B2buaCause.Rejected)]
    [InlineData("late-answer", B2buaCause.CallerCancelled)]
    [InlineData("target-hangs-up", B2buaCause.TargetHungUp)]
    [InlineData("forked", B2buaCause.CallerHungUp)]
    [InlineData("offer-in-answer", B2buaCause.CallerHungUp)]
    [InlineData("glare", B2buaCause.CallerHungUp)]
    [InlineData("no-such-call", B2buaCause.CallerHungUp)]
    public async Task Two_legs_go_as_their_scenarios_say(string scenario, B2buaCause cause)
    {
        foreach (var transport in (string[])["udp", "tcp"])
        {
            var address = Ports.Free();
            await using var target = await SippRun.TakeAsync($"Legs/{scenario}.target", transport, address);
            await using var stage = await LegStage.StartAsync(LegStage.Target(address, transport) with { OfferlessInvite = B2buaOfferPolicy.Relay });
            await using var caller = SippRun.Call(
                $"Legs/{scenario}.caller", transport, transport == "udp" ? stage.Udp : stage.Tcp, $"{scenario}-{transport}", "-s", "+15550100");

            await caller.SucceedsAsync(target);
            await target.SucceedsAsync(caller);

            Assert.Equal(cause, (await stage.OutcomeAsync()).Cause);
        }
    }
}
