using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Targets;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Targets;

public sealed class TargetsValidatorTests
{
    [Fact]
    public void Every_fault_is_told_at_once_with_its_key()
    {
        var options = new SignallingOptions
        {
            AttemptTimeoutMs = 1,
            AcceptedTimeoutMs = 1,
            FallbackReserveMs = 60_000,
            Health = new HealthOptions { FailureThreshold = 0, RecoveryThreshold = 0, BreakMs = 1, MaxBreakMs = 0, ProbeIntervalMs = 1, ProbeTimeoutMs = 1 },
        };
        options.Trunks["a"] = new TrunkOptions { PeerHealth = "ping" };
        options.Targets["t"] = new SipTargetOptions { Health = "ping", FailoverStatuses = [603] };
        options.Destinations["x"] = new DestinationOptions { Uri = "http://a" };
        options.Destinations["y"] = new DestinationOptions { Uri = "+15550900", Trunk = "b" };
        options.Destinations["z"] = new DestinationOptions { Uri = "tel:+15550900", Trunk = "a", CallerId = "me" };
        var faults = new List<string>();

        TargetsValidator.Check(options, faults);

        string[] keys =
        [
            "Sip:AttemptTimeoutMs", "Sip:AcceptedTimeoutMs", "Sip:FallbackReserveMs", "Sip:Health:FailureThreshold", "Sip:Health:RecoveryThreshold",
            "Sip:Health:BreakMs", "Sip:Health:MaxBreakMs", "Sip:Health:ProbeIntervalMs", "Sip:Health:ProbeTimeoutMs", "Trunks:a:PeerHealth",
            "Targets:t:Health", "Targets:t:FailoverStatuses:0", "Destinations:x:Uri", "Destinations:y:Trunk", "Destinations:z:Trunk", "Destinations:z:CallerId",
        ];
        Assert.All(keys, key => Assert.Contains(faults, fault => fault.StartsWith(key + " ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
    }

    [Fact]
    public void A_trunk_that_needs_a_relay_finds_one()
    {
        var options = new SignallingOptions();
        options.Trunks["a"] = new TrunkOptions { MediaPolicy = MediaPolicies.Rtpengine };
        var faults = new List<string>();
        Realtime.SipGateway.Signalling.Rtpengine.RtpengineValidator.Check(options, faults);
        Assert.StartsWith("Trunks:a:MediaPolicy 'rtpengine' needs a relay", Assert.Single(faults), StringComparison.Ordinal);

        options.Rtpengine = new() { Addresses = ["127.0.0.1"], TimeoutMs = 1, Tries = 0, TrunkInterface = "in" };
        faults.Clear();
        Realtime.SipGateway.Signalling.Rtpengine.RtpengineValidator.Check(options, faults);
        Assert.Equal(4, faults.Count);
    }

    [Theory]
    [InlineData("tel:+1-555-0100;phone-context=x", "+15550100")]
    [InlineData("(0)30 123.45", "03012345")]
    [InlineData("sip:+15550100@example.com", null)]
    [InlineData("queue", null)]
    [InlineData("+", null)]
    [InlineData("", null)]
    public void A_number_is_digits_with_the_usual_separators(string text, string? number) =>
        Assert.Equal(number, OutboundRoutes.NumberOf(text));
}
