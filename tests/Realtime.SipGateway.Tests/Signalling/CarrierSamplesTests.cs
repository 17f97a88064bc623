using Microsoft.Extensions.Configuration;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Tests.Signalling.Transport;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class CarrierSamplesTests
{
    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Path.Combine(FolderRules.RepositoryRoot(), "sip-config"), "*.appsettings.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_carrier_sample_is_valid_beside_the_settings_we_ship(string sample)
    {
        var root = FolderRules.RepositoryRoot();
        using var folder = new PemFolder();
        folder.Write("gateway.example.com");
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(root, "appsettings.json"))
            .AddJsonFile(Path.Combine(root, "sip-config", sample))
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Sip:Listeners:0:CertificateFile"] = folder.Certificate,
                ["Sip:Listeners:0:CertificateKeyFile"] = folder.Key,
            })
            .Build();
        var options = new SignallingOptions();
        configuration.GetSection(SignallingOptions.Section).Bind(options);
        configuration.GetSection(SignallingOptions.TrunksSection).Bind(options.Trunks);

        var result = new SignallingOptionsValidator().Validate(null, options);

        Assert.True(result.Succeeded, result.FailureMessage);
        Assert.NotEmpty(options.Trunks);
    }
}
