using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>A connection that looks open and is dead, over a real WebSocket.</summary>
public sealed class SidebandKeepAliveTests
{
    [Fact]
    public async Task A_peer_that_answers_no_ping_is_left_for_a_new_connection()
    {
        await using var service = await SimulatedService.StartAsync();
        await using var peer = new PingCountingPeer();
        await using var scenario = await SimulatedCall.CreateAsync(
            service, ("Targets:openai:WebSocketUrl", peer.Url), ("Sideband:KeepAliveIntervalMs", "1000"), ("Sideband:KeepAliveTimeoutMs", "3000"));
        scenario.Begin(scenario.Announce("rtc_quiet"));

        await Eventually.TrueAsync(() => scenario.Recorded<SidebandAttached>().Count >= 2);
        await Eventually.TrueAsync(() => scenario.Recorded<SidebandReady>().Count >= 1);
        // Who answers is pinged again and stays.
        await Eventually.TrueAsync(() => peer.Answered >= 2);

        Assert.Equal(1, peer.Unanswered);
        var closed = scenario.Recorded<SidebandClosed>()[0];
        Assert.Equal((null, SidebandCloseMeaning.NetworkLost), (closed.CloseCode, closed.Meaning));
        Assert.Null(scenario.Call.Progress.Outcome);
    }
}
