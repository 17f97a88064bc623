using Realtime.Sip.Dialogs;
using Realtime.SipGateway.Signalling;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class SessionTimerSettingsTests
{
    [Fact]
    public void Every_fault_of_a_session_timer_is_told_with_its_key()
    {
        var options = new SignallingOptions();
        options.Trunks["a"] = new TrunkOptions
        {
            Sources = ["192.0.2.1"],
            SessionTimer = new() { Mode = "maybe", Seconds = 60, MinSeconds = 61, Refresher = "them" },
        };
        options.Targets["t"] = new SipTargetOptions { SessionTimer = new() { Seconds = 99_999 } };

        var faults = new SignallingOptionsValidator().Validate(null, options).Failures!.ToList();

        string[] keys =
        [
            "Trunks:a:SessionTimer:Mode", "Trunks:a:SessionTimer:Refresher", "Trunks:a:SessionTimer:MinSeconds", "Trunks:a:SessionTimer:Seconds",
            "Targets:t:SessionTimer:Seconds",
        ];
        Assert.All(keys, key => Assert.Single(faults, fault => fault.StartsWith(key + " ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
    }

    [Fact]
    public void Every_fault_of_what_is_heard_before_and_taken_in_a_call_is_told_with_its_key()
    {
        var options = new SignallingOptions();
        options.Trunks["a"] = new TrunkOptions
        {
            Sources = ["192.0.2.1"],
            Progress = new() { Reliable = "1", RingStatus = 200, Relay = "some" },
        };
        options.Targets["t"] = new SipTargetOptions { Dialog = new() { Progress = "all", ChangedOffers = "maybe", OfferlessInvite = "" } };

        var faults = new SignallingOptionsValidator().Validate(null, options).Failures!.ToList();

        string[] keys =
        [
            "Trunks:a:Progress:Reliable", "Trunks:a:Progress:RingStatus", "Trunks:a:Progress:Relay",
            "Targets:t:Dialog:Progress", "Targets:t:Dialog:ChangedOffers", "Targets:t:Dialog:OfferlessInvite",
        ];
        Assert.All(keys, key => Assert.Single(faults, fault => fault.StartsWith(key + " ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
    }

    [Theory]
    [InlineData(99, 4_000, 5_000, "Sip:Timers:T1Ms")]
    [InlineData(500, 499, 5_000, "Sip:Timers:T2Ms")]
    [InlineData(500, 4_000, 999, "Sip:Timers:T4Ms")]
    public void The_timers_of_SIP_have_their_ranges(int t1, int t2, int t4, string key)
    {
        var options = new SignallingOptions { Timers = new() { T1Ms = t1, T2Ms = t2, T4Ms = t4 } };

        var fault = Assert.Single(new SignallingOptionsValidator().Validate(null, options).Failures!);

        Assert.StartsWith(key + " ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(91)]
    public void The_floor_is_the_RFCs_and_can_only_be_lowered(int floor) =>
        Assert.False(new SignallingOptionsValidator().Validate(null, new SignallingOptions { SessionTimerFloorSeconds = floor }).Succeeded);

    [Fact]
    public void A_carrier_is_granted_what_it_asks_for_and_the_service_is_asked_for_nothing()
    {
        Assert.Equal(new SessionTimerOptions(), new TrunkOptions().SessionTimer.ToOptions());
        Assert.Equal(SessionTimerMode.Off, new SipTargetOptions().SessionTimer.ToOptions().Mode);
    }
}
