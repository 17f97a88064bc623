using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Settings;

/// <summary>The settings that follow accept: said, confirmed, said again, given up; and what the service shows otherwise.</summary>
public sealed class SessionSettingsTests
{
    private const string Patient = """ "turn_detection": { "type": "server_vad", "silence_duration_ms": 700, "threshold": 0.4 } """;

    [Fact]
    public async Task Settings_that_the_service_shows_are_confirmed_once()
    {
        await using var scenario = new SidebandScenario(agent: Patient);
        var socket = await AttachedAsync(scenario);
        scenario.Time.Advance(TimeSpan.FromMilliseconds(80));
        socket.Say(Events.Session("session.updated", Turns(0.4000000059604645, 700)));
        socket.Say(Events.Session("session.updated", Turns(0.4, 700)));
        await scenario.AdvanceAsync(60_000);

        Assert.Equal((1, 80), (scenario.Recorded<SettingsConfirmed>()[0].Tries, (int)scenario.Recorded<SettingsConfirmed>()[0].DurationMs));
        Assert.Single(scenario.Recorded<SettingsConfirmed>());
        Assert.Empty(scenario.Recorded<SettingsFailed>());
        Assert.Empty(scenario.Recorded<SettingsDiffer>());
        socket.NothingMore();
    }

    [Fact]
    public async Task The_session_before_the_update_confirms_nothing_and_differs_in_nothing()
    {
        await using var scenario = new SidebandScenario(agent: Patient);
        var socket = await AttachedAsync(scenario);
        socket.Say(Events.Session("session.created", Turns(0.5, 500)));
        await scenario.SettleAsync();

        Assert.Empty(scenario.Recorded<SettingsConfirmed>());
        Assert.Empty(scenario.Recorded<SettingsDiffer>());
    }

    [Fact]
    public async Task Settings_without_an_answer_are_said_once_more_and_then_left()
    {
        await using var scenario = new SidebandScenario(agent: Patient);
        var socket = await AttachedAsync(scenario);
        await scenario.AdvanceAsync(3_000);
        await socket.NextAsync("session.update");
        await scenario.AdvanceAsync(3_000);
        var failed = await scenario.RecordedAsync<SettingsFailed>();
        await scenario.AdvanceAsync(60_000);

        Assert.Equal(("unanswered", 2, 0), (failed.Result, failed.Tries, failed.Differences.Count));
        Assert.Single(scenario.Recorded<SettingsFailed>());
        Assert.Null(scenario.Outcome);
        socket.NothingMore();
    }

    [Fact]
    public async Task A_late_answer_to_the_second_try_confirms()
    {
        await using var scenario = new SidebandScenario(agent: Patient);
        var socket = await AttachedAsync(scenario);
        socket.Say(Events.Session("session.updated", Turns(0.5, 500)));
        await scenario.AdvanceAsync(3_000);
        await socket.NextAsync("session.update");
        socket.Say(Events.Session("session.updated", Turns(0.4, 700)));

        Assert.Equal(2, (await scenario.RecordedAsync<SettingsConfirmed>()).Tries);
    }

    [Fact]
    public async Task Settings_that_stay_otherwise_are_told_with_both_values()
    {
        await using var scenario = new SidebandScenario(agent: Patient);
        var socket = await AttachedAsync(scenario);
        for (var @try = 0; @try < 2; @try++)
        {
            socket.Say(Events.Session("session.updated", Turns(0.4, 500)));
            await scenario.AdvanceAsync(3_000);
        }

        var failed = await scenario.RecordedAsync<SettingsFailed>();
        Assert.Equal(("differs", "audio.input.turn_detection.silence_duration_ms: asked for 700, has 500"), (failed.Result, Assert.Single(failed.Differences)));
        socket.Say(Events.Session("session.updated", Turns(0.4, 500)));
        await scenario.SettleAsync();
        Assert.Empty(scenario.Recorded<SettingsDiffer>());
    }

    [Fact]
    public async Task Settings_that_are_refused_are_said_once_more_at_once()
    {
        await using var scenario = new SidebandScenario(agent: Patient);
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        var socket = scenario.Socket;
        socket.Say(Events.Error("invalid_value", await socket.NextAsync("session.update")));
        socket.Say(Events.Error("invalid_value", await socket.NextAsync("session.update"), "Bad threshold."));

        var failed = await scenario.RecordedAsync<SettingsFailed>();
        Assert.Equal(("refused", 2, "invalid_value", "Bad threshold."), (failed.Result, failed.Tries, failed.Code, failed.Message));
        await scenario.AdvanceAsync(60_000);
        socket.NothingMore();
    }

    [Fact]
    public async Task An_error_about_something_else_leaves_them_waiting()
    {
        await using var scenario = new SidebandScenario(agent: Patient);
        var socket = await AttachedAsync(scenario);
        socket.Say(Events.Error("server_error"));
        await scenario.SettleAsync();

        socket.NothingMore();
    }

    [Fact]
    public async Task A_broken_connection_begins_anew()
    {
        await using var scenario = new SidebandScenario(agent: Patient);
        var socket = await AttachedAsync(scenario);
        await scenario.AdvanceAsync(3_000);
        await socket.NextAsync("session.update");
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);
        await scenario.Socket.NextAsync("session.update");
        scenario.Socket.Say(Events.Session("session.updated", Turns(0.4, 700)));

        Assert.Equal(1, (await scenario.RecordedAsync<SettingsConfirmed>()).Tries);
        Assert.Empty(scenario.Recorded<SettingsFailed>());
    }

    [Fact]
    public async Task What_the_service_shows_otherwise_is_told_once()
    {
        await using var scenario = new SidebandScenario(agent: """ "voice": "cedar" """);
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        var session = new { model = "gpt-realtime-mini", instructions = "Do harm.", audio = new { output = new { voice = "cedar" } }, tools = Array.Empty<object>() };
        scenario.Socket.Say(Events.Session("session.created", session));
        scenario.Socket.Say(Events.Session("session.updated", session));
        await scenario.SettleAsync();

        Assert.Equal(
            ["model: asked for gpt-realtime-2.1, has gpt-realtime-mini", "instructions", "tools: asked for 3, has 0"],
            Assert.Single(scenario.Recorded<SettingsDiffer>()).Differences);
        scenario.Socket.NothingMore();
    }

    [Fact]
    public async Task A_hand_off_is_confirmed_by_the_new_agents_session()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": "Hello there.", "hand_off": ["billing"] """, tools: """ "send": { "type": "send_to_agent" } """,
            agents: """, "billing": { "model": "gpt-realtime-2.1", "instructions": "You do bills.", "tools": ["lookup"] } """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "send", """{"agent":"billing","summary":"bill 7"}"""));
        socket.Say(Events.Done("resp_1"));
        await socket.NextAsync("session.update");
        socket.Say(Events.Session("session.updated", new { instructions = "Help.", tools = new[] { new { name = "lookup" }, new { name = "hang_up" } } }));
        await scenario.SettleAsync();
        Assert.Empty(scenario.Recorded<SettingsConfirmed>());
        socket.Say(Events.Session("session.updated", new { instructions = "You do bills.", tools = new[] { new { name = "lookup" } } }));

        await scenario.RecordedAsync<SettingsConfirmed>();
        Assert.Empty(scenario.Recorded<SettingsDiffer>());
    }

    private static async Task<FakeSocket> AttachedAsync(SidebandScenario scenario)
    {
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        await scenario.Socket.NextAsync("session.update");
        return scenario.Socket;
    }

    private static object Turns(double threshold, int silence) => new
    {
        model = "gpt-realtime-2.1",
        audio = new { input = new { turn_detection = new { type = "server_vad", threshold, prefix_padding_ms = 300, silence_duration_ms = silence, create_response = true, interrupt_response = true } } },
    };
}
