using System.Net;
using Realtime.Sip.Authentication;
using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
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
    [InlineData("info", B2buaCause.CallerHungUp)]
    [InlineData("refer-from-caller", B2buaCause.CallerHungUp)]
    [InlineData("challenged", B2buaCause.CallerHungUp)]
    [InlineData("target-wants-longer", B2buaCause.CallerHungUp)]
    [InlineData("caller-refreshes", B2buaCause.CallerHungUp)]
    [InlineData("we-refresh", B2buaCause.CallerHungUp)]
    [InlineData("refresh-missing", B2buaCause.CallerExpired)]
    [InlineData("reliable", B2buaCause.CallerHungUp)]
    public Task Two_legs_go_as_their_scenarios_say(string scenario, B2buaCause cause) =>
        Task.WhenAll(RunAsync(scenario, "udp", cause), RunAsync(scenario, "tcp", cause));

    [Theory(Explicit = true)]
    [InlineData("prack-missing", B2buaCause.NotAcknowledged)]
    [InlineData("silent-to-bye", B2buaCause.CallerHungUp)]
    [InlineData("never-acknowledged", B2buaCause.NotAcknowledged)]
    public Task Slow_ones_too(string scenario, B2buaCause cause) => RunAsync(scenario, "udp", cause);

    private static async Task RunAsync(string scenario, string transport, B2buaCause cause)
    {
        var address = Ports.Free();
        await using var target = await SippRun.TakeAsync($"Legs/{scenario}.target", transport, address);
        await using var stage = await LegStage.StartAsync(Target(scenario, address, transport), observer => new B2buaCallOptions
        {
            Observer = observer,

            // The RFC's floor is 90 s; here a refresh is tried within seconds.
            CallerSession = new SessionTimerOptions { MinSeconds = 2 },
            CallerProvisionals = ReliabilityMode.Supported,
        });
        await using var caller = SippRun.Call(
            $"Legs/{scenario}.caller", transport, transport == "udp" ? stage.Udp : stage.Tcp, $"{scenario}-{transport}", "-s", "+15550100");

        await caller.SucceedsAsync(target);
        await target.SucceedsAsync(caller);

        Assert.Equal(cause, (await stage.OutcomeAsync()).Cause);
    }

    private static B2buaTarget Target(string scenario, IPEndPoint address, string transport) => LegStage.Target(address, transport) with
    {
        OfferlessInvite = B2buaOfferPolicy.Relay,
        Progress = scenario is "reliable" or "prack-missing" ? B2buaProgress.Relay : B2buaProgress.Local,
        ReliableProvisionals = scenario == "reliable",
        Credentials = scenario == "challenged" ? new SipCredentials("gateway", "open sesame") : null,
        Session = scenario == "target-wants-longer"
            ? new SessionTimerOptions { Mode = SessionTimerMode.Request, Seconds = SessionTimerOptions.LeastSeconds }
            : SessionTimerOptions.Off,
    };
}
