using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandGreetingTests
{
    [Fact]
    public async Task The_agent_greets_when_the_session_is_ready_and_the_caller_hears()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAsync(acknowledged: false);
        await scenario.SettleAsync();
        socket.NothingMore();

        scenario.Call.Acknowledge();

        var create = await socket.NextAsync("response.create");
        Assert.Contains("\"Hello there.\"", create.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        var ready = Assert.Single(scenario.Recorded<SidebandReady>());
        Assert.Equal(("gpt-realtime-2.1", "marin"), (ready.Model, ready.Voice));
    }

    [Fact]
    public async Task A_session_that_shows_nothing_is_greeted_after_a_short_grace()
    {
        await using var scenario = new SidebandScenario(options => options.ReadyGraceMs = 500);
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        scenario.Call.Acknowledge();
        await scenario.AdvanceAsync(400);
        scenario.Socket.NothingMore();

        await scenario.AdvanceAsync(100);

        await scenario.Socket.NextAsync("response.create");
        Assert.Empty(scenario.Recorded<SidebandReady>());
    }

    [Fact]
    public async Task The_greeting_is_said_once()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say("""{"type":"session.updated","session":{}}""");
        await scenario.AdvanceAsync(1_000);

        socket.NothingMore();
    }

    [Fact]
    public async Task A_caller_who_was_faster_is_answered_not_greeted()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAsync(acknowledged: false);
        socket.Say("""{"type":"response.created","response":{"id":"resp_vad"}}""");
        await scenario.SettleAsync();
        scenario.Call.Acknowledge();
        socket.Say("""{"type":"response.done","response":{"id":"resp_vad","status":"completed"}}""");
        await scenario.AdvanceAsync(1_000);

        socket.NothingMore();
    }

    [Fact]
    public async Task An_agent_without_greeting_waits_for_the_caller()
    {
        await using var scenario = new SidebandScenario(agent: """ "greeting": null """);
        var socket = await scenario.StartAsync();
        await scenario.AdvanceAsync(5_000);

        socket.NothingMore();
    }

    [Fact]
    public async Task Numeric_turn_settings_are_sent_right_after_attaching_and_after_each_reconnect()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "turn_detection": { "type": "server_vad", "silence_duration_ms": 700, "threshold": 0.4 } """);
        scenario.Accept();
        await scenario.ConnectedAsync(1);

        var update = await scenario.Socket.NextAsync("session.update");
        var turns = update.GetProperty("session").GetProperty("audio").GetProperty("input").GetProperty("turn_detection");
        Assert.Equal(700, turns.GetProperty("silence_duration_ms").GetInt32());

        scenario.Socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);
        await scenario.Socket.NextAsync("session.update");
    }
}
