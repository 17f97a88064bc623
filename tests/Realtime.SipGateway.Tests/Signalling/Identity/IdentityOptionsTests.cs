using Microsoft.Extensions.Configuration;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Identity;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Identity;

public sealed class IdentityOptionsTests
{
    [Fact]
    public void The_defaults_are_valid_where_no_trunk_looks_at_signatures() => Assert.Empty(Faults(new IdentityOptions()));

    [Fact]
    public void Every_fault_is_told_at_once_with_its_key()
    {
        var empty = Path.GetTempFileName();
        var faults = Faults(new IdentityOptions { TrustAnchorFiles = ["no-such-file.pem", empty], AllowedHosts = ["https://x/"], CertificateAuthorityFile = "none.pem" });
        File.Delete(empty);

        string[] keys = ["Identity:TrustAnchorFiles:0", "Identity:TrustAnchorFiles:1", "Identity:AllowedHosts:0", "Identity:CertificateAuthorityFile"];
        Assert.All(keys, key => Assert.Single(faults, fault => fault.StartsWith(key + " ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
    }

    [Theory]
    [InlineData("observe", true)]
    [InlineData("require", true)]
    [InlineData("off", false)]
    public void A_trunk_that_looks_at_signatures_needs_somebody_to_believe(string mode, bool isFault)
    {
        var fault = Faults(new IdentityOptions(), ("Trunks:carrier:Identity:Mode", mode)).SingleOrDefault();

        Assert.Equal(isFault, fault?.Contains($"Trunks:carrier:Identity:Mode is {mode}", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_trunk_that_requires_signatures_waits_for_them()
    {
        var faults = new List<string>();
        var trunk = new TrunkOptions { Sources = ["203.0.113.7"], Identity = new TrunkIdentityOptions { Mode = "require", Wait = false } };
        TrunkOptionsValidator.Validate("t", trunk, faults);
        trunk.Identity = new TrunkIdentityOptions { Mode = "maybe" };
        TrunkOptionsValidator.Validate("t", trunk, faults);

        Assert.Collection(
            faults,
            fault => Assert.StartsWith("Trunks:t:Identity:Wait ", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Trunks:t:Identity:Mode 'maybe' is not one of: off, observe, require", fault, StringComparison.Ordinal));
    }

    private static List<string> Faults(IdentityOptions options, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)))
            .Build();
        return [.. new IdentityFilesValidator(configuration).Validate(null, options).Failures ?? []];
    }
}
