using Realtime.Interop.Tests.Sipp;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Debian's Kamailio in the path: as the carrier in front of the gateway's TLS listener, and as a load balancer in front of two gateways.</summary>
public sealed class KamailioTests
{
    [Theory]
    [InlineData("plain", CallCause.CallerHungUp, false)]
    [InlineData("plain", CallCause.CallerHungUp, true)]
    [InlineData("session-refresh", CallCause.CallerHungUp, false)]
    [InlineData("other-side-hangs-up", CallCause.OperatorHungUp, true)]
    public async Task A_carrier_behind_TLS_and_record_routing(string call, CallCause cause, bool hasToProve)
    {
        using var folder = new TemporaryFolder();
        using var certificates = new Certificates(folder);
        var (carrier, gateway) = (certificates.Issue("carrier.test"), certificates.Issue("gateway.test"));
        await using var scenario = await GatewayScenario.StartAsync(
            Tls(gateway).Concat(hasToProve ? DigestStage.Digest : []).ToDictionary(setting => setting.Key, setting => setting.Value));
        var (udp, tls) = (Ports.Free(), Ports.Free());
        await using var kamailio = await Kamailio.StartAsync(
            folder,
            "carrier.cfg",
            ("udp:203.0.113.5:5060", $"udp:{udp}"),
            ("tls:203.0.113.5:5061", $"tls:{tls}"),
            ("sip:gateway.example.com:5061;transport=tls", $"sip:{scenario.SipTls};transport=tls"),
            ("!change-me!", $"!{DigestStage.Password}!"),
            ("/etc/kamailio/tls/carrier.pem", carrier.Certificate),
            ("/etc/kamailio/tls/carrier.key", carrier.Key),
            ("/etc/kamailio/tls/ca.pem", certificates.AuthorityFile));

        await using var sipp = SippRun.Call(call == "plain" ? "Legs/plain.caller" : $"Trunk/{call}", "udp", udp, $"kamailio-{call}", "-s", "+15550100");
        if (cause == CallCause.OperatorHungUp)
        {
            var live = await GatewayScenario.EventuallyAsync(() => Task.FromResult(scenario.Calls.List().FirstOrDefault(one => one.ReadyToTalk.IsCompletedSuccessfully)));
            await live.Control.HangUpAsync(new CallOutcome(CallEndedBy.Operator, CallCause.OperatorHungUp), CancellationToken.None);
        }

        await sipp.SucceedsAsync();
        var record = await EndedAsync(scenario);
        Assert.Equal(cause, record.Cause);
        Assert.Equal(hasToProve, (await scenario.EventsAsync(record.CallId)).OfType<SipGateway.Calls.Events.CallerAuthenticated>().Any());
        Assert.Equal("tls", (await scenario.EventsAsync(record.CallId)).OfType<SipGateway.Calls.Events.InviteReceived>().Single().Transport);
    }

    [Fact]
    public async Task A_load_balancer_spreads_calls_and_leaves_out_a_gateway_that_stops()
    {
        const int Calls = 12;
        using var folder = new TemporaryFolder();
        await using var first = await GatewayScenario.StartAsync();
        await using var second = await GatewayScenario.StartAsync();
        var (udp, tcp) = (Ports.Free(), Ports.Free());
        await using var kamailio = await Kamailio.StartAsync(
            folder,
            "balancer.cfg",
            ("udp:203.0.113.8:5060", $"udp:{udp}"),
            ("tcp:203.0.113.8:5060", $"tcp:{tcp}"),
            ("/etc/kamailio/gateways.list", folder.Write("gateways.list", $"1 sip:{first.Sip}\n1 sip:{second.Sip}\n")));

        await CallAsync(Calls, "both");
        var shares = (await CountAsync(first), await CountAsync(second));
        Assert.Equal(Calls, shares.Item1 + shares.Item2);
        Assert.True(shares is { Item1: > 0, Item2: > 0 }, $"{shares}");

        await first.StopGatewayAsync();
        await CallAsync(4, "one");
        Assert.Equal(shares.Item2 + 4, await CountAsync(second));

        async Task CallAsync(int calls, string name)
        {
            await using var sipp = SippRun.Call("Legs/plain.caller", "udp", udp, $"{name}-%u", "-s", "+15550100", "-m", $"{calls}", "-l", "4", "-r", "2");
            await sipp.SucceedsAsync();
        }
    }

    private static Dictionary<string, string?> Tls((string Certificate, string Key) gateway) => new()
    {
        ["Sip:Listeners:2:Transport"] = "tls",
        ["Sip:Listeners:2:Address"] = "127.0.0.1:0",
        ["Sip:Listeners:2:CertificateFile"] = gateway.Certificate,
        ["Sip:Listeners:2:CertificateKeyFile"] = gateway.Key,
        ["Trunks:carrier:Transports:0"] = "tls",
    };

    private static Task<CallRecord> EndedAsync(GatewayScenario scenario) => GatewayScenario.EventuallyAsync(async () =>
    {
        await scenario.CallLog.FlushAsync(CancellationToken.None);
        return (await scenario.CallLog.ListRecordsAsync(10, null, CancellationToken.None)).FirstOrDefault(record => record.EndedAt is not null);
    });

    private static async Task<int> CountAsync(GatewayScenario scenario)
    {
        await scenario.CallLog.FlushAsync(CancellationToken.None);
        return (await scenario.CallLog.ListRecordsAsync(100, null, CancellationToken.None)).Count(record => record.Cause == CallCause.CallerHungUp);
    }
}
