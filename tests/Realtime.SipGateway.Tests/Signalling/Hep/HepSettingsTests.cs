using Realtime.SipGateway.Signalling.Hep;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Hep;

public sealed class HepSettingsTests
{
    [Theory]
    [InlineData("homer.example.com:9061", "homer.example.com", 9061)]
    [InlineData("homer.example.com", "homer.example.com", 9060)]
    [InlineData("192.0.2.7:9060", "192.0.2.7", 9060)]
    [InlineData("[2001:db8::7]:9061", "2001:db8::7", 9061)]
    [InlineData("2001:db8::7", "2001:db8::7", 9060)]
    public void A_collector_is_a_host_with_or_without_port(string text, string host, int port)
    {
        Assert.True(HepSettings.TryReadCollector(text, out var readHost, out var readPort));
        Assert.Equal((host, port), (readHost, readPort));
    }

    [Fact]
    public void Nothing_is_valid_and_captures_nothing() => Assert.True(new HepSettingsValidator().Validate(null, new HepSettings()).Succeeded);

    [Fact]
    public void Every_fault_is_told_at_once_with_its_key()
    {
        var settings = new HepSettings
        {
            Collector = "homer.example.com:0",
            Transport = "sctp",
            AgentName = new string('x', 65),
            AuthKey = "myHep",
            CertificateAuthorityFile = "missing.pem",
        };

        var faults = new HepSettingsValidator().Validate(null, settings).Failures!.ToList();

        string[] keys = ["Hep:Collector", "Hep:Transport", "Hep:AgentName", "Hep:AuthKey", "Hep:CertificateAuthorityFile"];
        Assert.All(keys, key => Assert.Single(faults, fault => fault.StartsWith(key + " ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
        Assert.DoesNotContain(faults, fault => fault.Contains("myHep", StringComparison.Ordinal));
    }
}
