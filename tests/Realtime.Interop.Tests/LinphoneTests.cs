using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.Testing;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Debian's linphonec as a phone, with the configuration that <c>sip-config/linphone</c> ships.</summary>
public sealed class LinphoneTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Linphone_talks_with_the_agent_over_SRTP_and_hangs_up()
    {
        Stranger.Find("linphonec", "linphone-cli");

        // It gives the address of the machine's first interface for its media.
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:MediaNetworks:1"] = "0.0.0.0/0" });
        using var folder = new TemporaryFolder();
        var configuration = await File.ReadAllTextAsync(
            Path.Combine(FolderRules.RepositoryRoot(), "sip-config/linphone/linphonerc"), TestContext.Current.CancellationToken);
        var own = Ports.Free();
        var file = folder.Write("linphonerc", configuration.Replace("sip_port=5062", $"sip_port={own.Port}", StringComparison.Ordinal));

        // Without a place for its database it opens no socket.
        Directory.CreateDirectory(folder.File(".local/share/linphone"));
        await using var linphone = Stranger.Start("linphonec", "linphone-cli", folder.Path, "-c", file, "-d", "0");
        await linphone.WroteAsync("video is disabled", Limit);
        await linphone.TypeAsync("ipv6 disable");
        await linphone.TypeAsync("soundcard use files");
        await linphone.WroteAsync("Using wav files", Limit);
        await Ports.BoundAsync(own, "udp");

        await linphone.TypeAsync($"call sip:+15550100@{scenario.Sip}");
        await linphone.WroteAsync("connected", Limit);
        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.OpenAiCallsAsync()).Any(call => call.GetProperty("rtp").GetProperty("packets_received").GetInt64() > 50
                && call.GetProperty("rtp").GetProperty("packets_sent").GetInt64() > 50) ? "talking" : null);
        await linphone.TypeAsync("terminate");
        var record = await GatewayScenario.EventuallyAsync(async () =>
        {
            await scenario.CallLog.FlushAsync(CancellationToken.None);
            return (await scenario.CallLog.ListRecordsAsync(10, null, CancellationToken.None)).SingleOrDefault(one => one.EndedAt is not null);
        });
        await linphone.TypeAsync("quit");
        await linphone.EndAsync(Limit);

        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp), (record.EndedBy!.Value, record.Cause!.Value));
        Assert.Equal("srtp", record.MediaSecurity);
    }
}
