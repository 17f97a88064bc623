using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.MutualTls;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.MutualTls;

public sealed class TrunkTlsTests
{
    [Theory]
    [InlineData("sbc.example.com", "sbc.example.com", true)]
    [InlineData("SBC.example.com", "sbc.example.com", true)]
    [InlineData("sbc.example.com", "other.example.com", false)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "*.example.com", true)]
    [InlineData("*.example.com", "*.b.example.com", false)]
    [InlineData("sbc.example.com", "*.example.com", false)]
    [InlineData("*", "anything", true)]
    public void A_name_is_taken_when_it_is_allowed(string allowed, string shown, bool taken) => Assert.Equal(
        taken ? shown : null, new TrunkTls(new TrunkTlsOptions { AllowedNames = [allowed] }).Find([shown]));

    [Fact]
    public void A_connection_without_certificate_shows_no_name() =>
        Assert.Null(new TrunkTls(new TrunkTlsOptions { AllowedNames = ["*"] }).Find([]));

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var options = new SignallingOptions();
        options.Listeners.Add(new ListenerOptions { Transport = "tls", Address = "0.0.0.0:5061" });
        var faults = new List<string>();
        TrunkTlsValidator.Validate("a", new TrunkOptions { Tls = new TrunkTlsOptions() }, options, faults);
        TrunkTlsValidator.Validate("b", new TrunkOptions { Tls = new TrunkTlsOptions { AllowedNames = ["a b", "sbc.example.com", "*.x.com", "*"] } }, options, faults);

        Assert.Collection(
            faults,
            fault => Assert.StartsWith("Trunks:a:Tls:AllowedNames is empty", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Trunks:a:Tls can never be fulfilled", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Trunks:b:Tls:AllowedNames:0 'a b' is not a name", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Trunks:b:Tls can never be fulfilled", fault, StringComparison.Ordinal));

        faults.Clear();
        options.Listeners[0].ClientCertificates = "request";
        TrunkTlsValidator.Validate("b", new TrunkOptions { Tls = new TrunkTlsOptions { AllowedNames = ["sbc.example.com"] } }, options, faults);
        Assert.Empty(faults);
    }
}
