using System.Globalization;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.Testing;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>Debian's sipp as the carrier, with the scenario that <c>sip-config/sipp</c> ships.</summary>
public sealed class SippTests
{
    private const int Calls = 100;

    [Theory]
    [InlineData("udp", "u1")]
    [InlineData("tcp", "t1")]
    public async Task A_hundred_calls_of_sipp_end_in_a_hundred_records(string transport, string mode)
    {
        await using var scenario = await GatewayScenario.StartAsync();
        var gateway = transport == "udp" ? scenario.Sip : scenario.SipTcp;
        var folder = Directory.CreateTempSubdirectory("sipp-").FullName;
        await using var sipp = Stranger.Start(
            "sipp", "sip-tester", folder,
            "-sf", Path.Combine(FolderRules.RepositoryRoot(), "sip-config/sipp/caller.xml"), "-s", "+15550100", "-i", "127.0.0.1", "-t", mode,
            "-m", Calls.ToString(CultureInfo.InvariantCulture), "-r", "10", "-d", "1000", "-timeout", "120", "-timeout_error",
            gateway.ToString());

        var exit = await sipp.EndAsync(TimeSpan.FromMinutes(3));

        Assert.True(exit == 0, $"sipp ended with {exit}:\n{sipp.Output}");
        var records = await GatewayScenario.EventuallyAsync(async () =>
        {
            await scenario.CallLog.FlushAsync(CancellationToken.None);
            var all = await scenario.CallLog.ListRecordsAsync(500, null, CancellationToken.None);
            return all.Count(record => record.EndedAt is not null) >= Calls ? all : null;
        });
        Assert.Equal(Calls, records.Count);
        Assert.All(records, record => Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp), (record.EndedBy!.Value, record.Cause!.Value)));
        Assert.Equal(Calls, records.Select(record => record.RealtimeCallId).Distinct().Count());
        Assert.Equal(0, scenario.Calls.Count);

        // The last calls' BYE to OpenAI waits for late events.
        await GatewayScenario.EventuallyAsync(async () =>
        {
            var seen = await scenario.OpenAiCallsAsync();
            return seen.Length == Calls && seen.All(call => call.GetProperty("state").GetString() == "ended") ? seen : null;
        });
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Calls_go_through_a_network_that_loses_every_seventh_message()
    {
        const int Lossy = 20;
        await using var scenario = await GatewayScenario.StartAsync();
        var folder = Directory.CreateTempSubdirectory("sipp-").FullName;
        await using var sipp = Stranger.Start(
            "sipp", "sip-tester", folder,
            "-sf", Path.Combine(FolderRules.RepositoryRoot(), "sip-config/sipp/caller.xml"), "-s", "+15550100", "-i", "127.0.0.1", "-t", "u1", "-lost", "14",
            "-m", Lossy.ToString(CultureInfo.InvariantCulture), "-r", "5", "-d", "1000", "-timeout", "120", "-timeout_error", scenario.Sip.ToString());

        var exit = await sipp.EndAsync(TimeSpan.FromMinutes(3));

        Assert.True(exit == 0, $"sipp ended with {exit}:\n{sipp.Output}");
        var records = await GatewayScenario.EventuallyAsync(async () =>
        {
            await scenario.CallLog.FlushAsync(CancellationToken.None);
            var all = await scenario.CallLog.ListRecordsAsync(500, null, CancellationToken.None);
            return all.Count(record => record.EndedAt is not null) >= Lossy ? all : null;
        });
        Assert.Equal(Lossy, records.Count);
        Assert.All(records, record => Assert.Equal(CallCause.CallerHungUp, record.Cause));
        Directory.Delete(folder, recursive: true);
    }
}
