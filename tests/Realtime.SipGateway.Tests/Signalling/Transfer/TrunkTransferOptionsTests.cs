using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Transfer;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Transfer;

public sealed class TrunkTransferOptionsTests
{
    [Fact]
    public void The_defaults_are_valid_and_try_the_carrier_first()
    {
        Assert.Empty(Faults(new TrunkTransferOptions()));
        Assert.Equal(["refer", "bridge"], new TrunkTransferOptions().Ladder);
    }

    [Fact]
    public void Every_fault_is_told_with_its_key()
    {
        var faults = Faults(new TrunkTransferOptions
        {
            Modes = ["bridge", "teleport"],
            ReferTo = "uri",
            Flow = "any",
            Domain = "a b",
            CallerId = "me",
            BriefHeader = "Via",
            AnswerTimeoutMs = 1,
            NotifyTimeoutMs = 1,
            ReferTimeoutMs = 1,
            MaxConnectedSeconds = 1,
        });

        string[] keys =
        [
            "Modes:1", "Modes", "ReferTo", "Flow", "Domain", "CallerId", "BriefHeader", "AnswerTimeoutMs", "NotifyTimeoutMs", "ReferTimeoutMs", "MaxConnectedSeconds",
        ];
        Assert.All(keys, key => Assert.Single(faults, fault => fault.StartsWith($"Trunks:a:Transfer:{key} ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
    }

    [Theory]
    [InlineData("X-Gateway-Call")]
    [InlineData("From")]
    [InlineData("X-Bad Name")]
    [InlineData("")]
    public void A_summary_travels_in_a_header_that_means_nothing_to_the_network(string header) =>
        Assert.Single(Faults(new TrunkTransferOptions { BriefHeader = header }));

    [Fact]
    public void Targets_are_called_through_a_trunk_that_exists_and_has_peers()
    {
        Assert.Contains("is no trunk", Assert.Single(Faults(new TrunkTransferOptions { Via = "z" })), StringComparison.Ordinal);
        Assert.Empty(Faults(new TrunkTransferOptions { Modes = ["bridge", "attended"], Via = "b" }));
    }

    private static List<string> Faults(TrunkTransferOptions transfer)
    {
        var options = new SignallingOptions();
        options.Trunks["a"] = new TrunkOptions { Sources = ["203.0.113.8"], Transfer = transfer };
        options.Trunks["b"] = new TrunkOptions { Sources = ["203.0.113.9"], Peers = [new TrunkPeerOptions { Uri = "sip:pbx.example.com" }] };
        return [.. new SignallingOptionsValidator().Validate(null, options).Failures ?? []];
    }
}
