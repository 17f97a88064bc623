using Realtime.SipGateway.Calls.Numbers;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Defence;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class SignallingOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(Validate(new SignallingOptions()).Succeeded);

    [Fact]
    public void Every_fault_is_told_at_once_with_its_key()
    {
        var options = new SignallingOptions { WebhookTimeoutMs = 1, MaxCallSeconds = 99_999, UnknownSources = "ignore", UnknownNumbers = "ask" };
        options.Defence = new DefenceOptions { BanScore = 1, MaxSources = 5, ScannerAgents = [" "] };
        options.Listeners.Add(new ListenerOptions { Transport = "sctp", Address = "5060" });
        options.Listeners.Add(new ListenerOptions { Transport = "tls", Address = "0.0.0.0:5061" });
        options.Trunks["a"] = new TrunkOptions();
        options.Trunks["b"] = new TrunkOptions { Sources = ["300.1.1.1"], MediaPolicy = "any", MediaNetworks = ["x"], Transports = ["ws"], MaxCalls = 0 };
        var peer = new TrunkPeerOptions { Uri = "sbc.example.com", Priority = -1, Weight = 70_000 };
        options.Trunks["c"] = new TrunkOptions { Sources = ["203.0.113.7"], Dialled = ["+1*5"], CallsPerSecond = 1, Burst = 0, MaxCallSeconds = 5, Peers = [peer] };
        options.Trunks["d"] = new TrunkOptions
        {
            Sources = ["203.0.113.7"],
            Profile = "acme",
            Headers = new TrunkHeaderOptions { Dialled = ["body"], Caller = ["header:bad name"] },
            Numbers = new NumberOptions { Format = "national" },
            Repair = ["everything"],
            HeadersToTarget = ["Via"],
            RenameToCaller = { ["X-Ok"] = "X-Gateway-Token" },
        };

        var faults = Validate(options).Failures!.ToList();

        string[] keys =
        [
            "Sip:WebhookTimeoutMs", "Sip:MaxCallSeconds", "Sip:UnknownSources", "Sip:UnknownNumbers", "Sip:Defence:BanScore", "Sip:Defence:MaxSources", "Sip:Defence:ScannerAgents:0",
            "Sip:Listeners:0:Transport", "Sip:Listeners:0:Address",
            "Sip:Listeners:1:CertificateFile", "Sip:Listeners:1:CertificateKeyFile", "Trunks:a:Sources", "Trunks:b:Sources:0",
            "Trunks:b:MediaPolicy", "Trunks:b:MediaNetworks:0", "Trunks:b:Transports:0", "Trunks:b:MaxCalls",
            "Trunks:c:Dialled:0", "Trunks:c:Burst", "Trunks:c:MaxCallSeconds", "Trunks:c:Peers:0:Uri", "Trunks:c:Peers:0:Priority",
            "Trunks:c:Peers:0:Weight", "Trunks:d:Profile", "Trunks:d:Headers:Dialled:0", "Trunks:d:Headers:Caller:0", "Trunks:d:Numbers:CountryCode",
            "Trunks:d:Repair:0", "Trunks:d:HeadersToTarget", "Trunks:d:RenameToCaller",
        ];
        Assert.All(keys, key => Assert.Single(faults, fault => fault.StartsWith(key + " ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
    }

    [Theory]
    [InlineData("203.0.113.7", "", "", true)]
    [InlineData("203.0.113.7/32", "", "", true)]
    [InlineData("203.0.113.0/24", "", "", false)]
    [InlineData("203.0.113.7", "+1555*", "", false)]
    [InlineData("203.0.113.7", "", "udp", false)]
    public void Trunks_that_nothing_tells_apart_are_a_fault(string source, string dialled, string transport, bool isFault)
    {
        var options = new SignallingOptions();
        options.Trunks["first"] = new TrunkOptions { Sources = ["198.51.100.1", "203.0.113.7"], Transports = ["tls"] };
        options.Trunks["second"] = new TrunkOptions
        {
            Sources = [source],
            Dialled = dialled.Length == 0 ? [] : [dialled],
            Transports = transport.Length == 0 ? [] : [transport],
        };

        var result = Validate(options);

        Assert.Equal(isFault, result.Failed);
        Assert.Equal(isFault, result.Failures?.Single().StartsWith($"Trunks:second:Sources:0 '{source}' is a source of the trunk 'first' too", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void A_webhook_timeout_beyond_the_answer_timeout_never_acts() =>
        Assert.Contains(
            "would never act",
            Validate(new SignallingOptions { WebhookTimeoutMs = 10_000, AnswerTimeoutMs = 5_000 }).FailureMessage,
            StringComparison.Ordinal);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(SignallingOptions options) =>
        new SignallingOptionsValidator().Validate(null, options);
}
