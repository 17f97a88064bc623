using Microsoft.Extensions.Configuration;
using Realtime.SipGateway.Signalling;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class SettingsFilesTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_that_became_unreadable_is_told_and_its_change_is_not_thrown()
    {
        File.WriteAllText(_path, """{ "Trunks": { "a": { "MaxCalls": 1 } } } // a comment""");
        var builder = new ConfigurationManager();
        builder.AddJsonFile(_path);
        var files = SettingsFiles.Of(builder);
        Assert.Empty(files.Faults());

        File.WriteAllText(_path, """{ "Trunks": { "a": """);
        ((IConfigurationRoot)builder).Reload();

        Assert.StartsWith($"{_path} cannot be read: ", Assert.Single(files.Faults()), StringComparison.Ordinal);

        File.Delete(_path);
        Assert.Equal([$"{_path} is missing."], files.Faults());

        File.WriteAllText(_path, "{}");
        Assert.Empty(files.Faults());
    }
}
