using System.Net;
using System.Text;
using Realtime.Simulator.Media;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Debian's rtpengine in the media path: a caller with plain RTP talks with OpenAI's SRTP.</summary>
public sealed class RtpengineTests
{
    [Fact]
    public async Task A_caller_with_plain_RTP_hears_the_agent_through_rtpengine()
    {
        using var folder = new TemporaryFolder();
        var control = Ports.Free();
        await using var rtpengine = Stranger.Start(
            "rtpengine", "rtpengine-daemon", folder.Path, "--foreground", "--log-stderr", "--log-level=5", "--table=-1", "--interface=127.0.0.1",
            $"--listen-ng={control}", "--port-min=36000", "--port-max=36100", "--num-threads=2");
        await using var scenario = await GatewayScenario.StartAsync(new()
        {
            ["Trunks:carrier:MediaPolicy"] = "rtpengine",
            ["Rtpengine:Addresses:0"] = control.ToString(),
            ["Rtpengine:Tries"] = "10",
        });
        await using var media = new MediaEndpoint(IPAddress.Loopback);
        await using var caller = new TrunkCaller(scenario.Sip);

        var answer = await caller.CallAsync(body: media.CreateOffer(new MediaOfferOptions { Security = MediaSecurity.Rtp }));

        Assert.True(answer.StatusCode == 200, $"{answer.StatusCode}\n{rtpengine.Output}");
        var sdp = Encoding.ASCII.GetString(answer.Body.Span);
        Assert.Contains("RTP/AVP", sdp, StringComparison.Ordinal);
        media.ReadAnswer(sdp);
        await scenario.SeenAsync<AgentAudioStarted>();
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(media.SpeechHeard > TimeSpan.FromSeconds(0.5) ? media : null));
        Assert.Equal("srtp", Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("media_security").GetString());
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
    }
}
