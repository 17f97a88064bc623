using Realtime.Simulator;
using Realtime.Simulator.Media;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.Testing;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Debian's baresip as a phone, with the configuration that <c>sip-config/baresip</c> ships: SDES-SRTP, a file for a microphone and one for a loudspeaker.</summary>
public sealed class BaresipTests
{
    [Fact]
    public async Task Baresip_talks_with_the_agent_and_hears_it()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        var folder = Directory.CreateTempSubdirectory("baresip-").FullName;
        var root = FolderRules.RepositoryRoot();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "sip-config/baresip")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        await using (var speech = File.Create(Path.Combine(folder, "speech.wav")))
        {
            // The agent greets for five seconds; then the caller speaks.
            WavFile.Write(speech, [.. new short[6 * AudioFrame.SampleRate], .. SimulatorRecordings.Caller[0]]);
        }

        await using (var baresip = Stranger.Start(
            "baresip", "baresip-core", folder, "-f", folder, "-e", $"/dial sip:+15550100@{scenario.Sip}", "-t", "14"))
        {
            await baresip.EndAsync(TimeSpan.FromMinutes(1));
            Assert.True(baresip.Output.Contains("Call established", StringComparison.Ordinal), baresip.Output);
        }

        var record = (await GatewayScenario.EventuallyAsync(async () =>
        {
            await scenario.CallLog.FlushAsync(CancellationToken.None);
            var all = await scenario.CallLog.ListRecordsAsync(10, null, CancellationToken.None);
            return all.Any(one => one.EndedAt is not null) ? all : null;
        })).Single();
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp), (record.EndedBy!.Value, record.Cause!.Value));
        Assert.Equal("srtp", record.MediaSecurity);
        Assert.True(record.CallerTurns > 0, "The agent's side heard the caller speak.");

        var seen = Assert.Single(await scenario.OpenAiCallsAsync());
        Assert.True(seen.GetProperty("speech_seconds_heard").GetDouble() > 0.5);
        Assert.True(seen.GetProperty("rtp").GetProperty("packets_sent").GetInt64() > 100);
        var heard = Directory.EnumerateFiles(folder, "dump-*-dec.wav").Concat(Directory.EnumerateFiles(folder, "heard.wav")).Select(WavFile.Read);
        Assert.Contains(heard, samples => SpeechIn(samples) > TimeSpan.FromSeconds(0.5));
        Directory.Delete(folder, recursive: true);
    }

    private static TimeSpan SpeechIn(short[] samples)
    {
        var detector = new SpeechDetector();
        detector.Feed(samples);
        return detector.SpeechHeard;
    }
}
