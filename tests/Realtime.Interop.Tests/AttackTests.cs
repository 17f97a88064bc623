using System.Net;
using Realtime.Interop.Tests.Sipp;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Debian's sipvicious and sipsak as attackers from an address that no trunk has: they learn nothing, and the trunk's calls are as good as ever.</summary>
public sealed class AttackTests
{
    private static readonly IPAddress Carrier = IPAddress.Parse("127.0.0.5");
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("svmap", "-p", "{port}", "127.0.0.1")]
    [InlineData("svmap", "-m", "INVITE", "-p", "{port}", "127.0.0.1")]
    [InlineData("svwar", "--force", "-e", "100-140", "-m", "INVITE", "-p", "{port}", "--maximumtime", "4", "127.0.0.1")]
    [InlineData("svwar", "--force", "-e", "100-140", "-m", "REGISTER", "-p", "{port}", "--maximumtime", "4", "127.0.0.1")]
    [InlineData("svcrack", "-u", "100", "-r", "1-40", "-p", "{port}", "--maximumtime", "4", "127.0.0.1")]
    public async Task A_scanner_finds_nothing_and_calls_go_on(string program, params string[] arguments)
    {
        await using var scenario = await StartAsync();
        using var folder = new TemporaryFolder();
        await using var caller = new TrunkCaller(scenario.Sip, Carrier);
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);

        await using var attacker = Stranger.Start(
            program, "sipvicious", folder.Path, [.. arguments.Select(argument => argument.Replace("{port}", $"{scenario.Sip.Port}", StringComparison.Ordinal))]);
        await attacker.EndAsync(Limit);

        Assert.DoesNotContain($"127.0.0.1:{scenario.Sip.Port}", attacker.Output.Replace("target", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await CallsAreGoodAsync(scenario, caller);
    }

    /// <summary>The scanner is one that finds: where strangers are told no, it sees that somebody is there.</summary>
    [Fact]
    public async Task A_scanner_finds_a_gateway_that_answers_strangers()
    {
        await using var scenario = await GatewayScenario.StartAsync(new()
        {
            ["Trunks:carrier:Sources:0"] = Carrier.ToString(),
            ["Sip:UnknownSources"] = "reject",
            ["Sip:Defence:DropScanners"] = "false",
        });
        using var folder = new TemporaryFolder();

        await using var attacker = Stranger.Start("svmap", "sipvicious", folder.Path, "-p", $"{scenario.Sip.Port}", "127.0.0.1");
        await attacker.EndAsync(Limit);

        Assert.Contains($"127.0.0.1:{scenario.Sip.Port}", attacker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sipsak_gets_no_answer_to_anything()
    {
        await using var scenario = await StartAsync();
        using var folder = new TemporaryFolder();
        await using var caller = new TrunkCaller(scenario.Sip, Carrier);
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);

        foreach (var mode in (string[][])[["-vv"], ["-U", "-vv", "-x", "10"], ["-M", "-B", "hello", "-vv"]])
        {
            await using var sipsak = Stranger.Start("sipsak", "sipsak", folder.Path, [.. mode, "-D", "1", "-s", $"sip:+15550100@{scenario.Sip}"]);
            Assert.NotEqual(0, await sipsak.EndAsync(Limit));
            Assert.DoesNotContain("SIP/2.0 2", sipsak.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("SIP/2.0 4", sipsak.Output, StringComparison.Ordinal);
        }

        await CallsAreGoodAsync(scenario, caller);
    }

    [Fact]
    public async Task A_flood_of_sipsak_touches_no_call_and_leaves_no_memory()
    {
        await using var scenario = await StartAsync();
        using var folder = new TemporaryFolder();
        await using var caller = new TrunkCaller(scenario.Sip, Carrier);
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);

        await using (var flood = Stranger.Start("sipsak", "sipsak", folder.Path, "-F", "-e", "20000", "-s", $"sip:+15550100@{scenario.Sip}"))
        {
            await flood.EndAsync(Limit);
        }

        await CallsAreGoodAsync(scenario, caller);
    }

    [Fact]
    public async Task Messages_that_sipsak_has_spoilt_touch_no_call()
    {
        await using var scenario = await StartAsync();
        using var folder = new TemporaryFolder();
        await using var caller = new TrunkCaller(scenario.Sip, Carrier);
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);

        // Random mode goes on while it is answered; nothing answers here, so it is begun again.
        for (var run = 0; run < 5; run++)
        {
            await using var sipsak = Stranger.Start("sipsak", "sipsak", folder.Path, "-R", "-t", "60", "-D", "1", "-s", $"sip:+15550100@{scenario.Sip}");
            await Task.WhenAny(sipsak.EndAsync(Limit), Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        }

        await CallsAreGoodAsync(scenario, caller);
    }

    private static Task<GatewayScenario> StartAsync() => GatewayScenario.StartAsync(new() { ["Trunks:carrier:Sources:0"] = Carrier.ToString() });

    /// <summary>The call that was up goes on and ends well, another one too, and nothing else has happened.</summary>
    private static async Task CallsAreGoodAsync(GatewayScenario scenario, TrunkCaller caller)
    {
        // As any carrier it says what is not heard again.
        await using var another = SippRun.Call("Legs/plain.caller", "udp", scenario.Sip, "another", "-s", "+15550100", "-i", Carrier.ToString());
        await another.SucceedsAsync();
        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);
        Assert.Equal(CallCause.CallerHungUp, (await scenario.RecordAsync(caller)).Cause);
        Assert.Equal(CallCause.CallerHungUp, (await scenario.RecordAsync("another")).Cause);
        Assert.Equal(2, (await scenario.CallLog.ListRecordsAsync(100, null, CancellationToken.None)).Count);
        Assert.DoesNotContain(scenario.Log.Lines, line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }
}
