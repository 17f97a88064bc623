using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class TrunksApiTests
{
    [Fact]
    public async Task Trunks_are_shown_with_their_calls_and_the_faults_of_refused_settings()
    {
        await using var host = await ApiHost.StartAsync();

        var list = await ApiHost.JsonAsync(await host.Viewer.GetAsync("/api/signalling/trunks", TestContext.Current.CancellationToken));

        var trunk = Assert.Single(list.GetProperty("trunks").EnumerateArray());
        Assert.Equal(("carrier", 3, 100, 2.5), (
            trunk.GetProperty("name").GetString(), trunk.GetProperty("calls").GetInt32(), trunk.GetProperty("max_calls").GetInt32(),
            trunk.GetProperty("calls_per_second").GetDouble()));
        Assert.StartsWith("Trunks:carrier:MaxCalls", Assert.Single(list.GetProperty("refused_settings").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }
}
