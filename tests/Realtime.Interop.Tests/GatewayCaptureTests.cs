using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Kamailio's sipcapture as the collector of a whole gateway.</summary>
public sealed class GatewayCaptureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Kamailio_reads_what_the_gateway_captures_of_both_legs()
    {
        using var folder = new TemporaryFolder();
        var collector = Ports.Free();
        await using var kamailio = await Kamailio.StartAsync(
            folder,
            "hep-collector.cfg",
            ("COLLECTOR_ADDRESS", collector.ToString()),
            ("DATABASE_FOLDER", Directory.CreateDirectory(folder.File("capture")).FullName));
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Hep:Collector"] = collector.ToString() });
        await using var caller = scenario.Caller();

        Assert.Equal(200, (await caller.CallAsync()).StatusCode);
        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);
        var record = await scenario.RecordAsync(caller);

        // The caller's requests come from the caller, the answers from the gateway's listener; the other leg is there too.
        await kamailio.WroteAsync($"captured INVITE {caller.CallId} from 127.0.0.1:", Limit);
        await kamailio.WroteAsync($"captured 200 {caller.CallId} from {scenario.Sip}", Limit);
        await kamailio.WroteAsync($"captured BYE {caller.CallId} from 127.0.0.1:", Limit);
        await kamailio.WroteAsync($"captured INVITE {record.TargetSipCallId} from ", Limit);
        await kamailio.WroteAsync($"captured BYE {record.TargetSipCallId} from ", Limit);
    }
}
