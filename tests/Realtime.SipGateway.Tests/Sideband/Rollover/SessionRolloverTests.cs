using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Rollover;

/// <summary>A session lasts an hour: who has an hour's talk is told before it ends.</summary>
public sealed class SessionRolloverTests
{
    private const string Greeting = """ "greeting": "Hello there." """;

    [Fact]
    public async Task Every_agent_comes_to_an_end_before_the_service_cuts_the_line()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(3_419_000);
        socket.NothingMore();
        await scenario.AdvanceAsync(1_000);

        var told = await socket.NextAsync("conversation.item.create");
        Assert.Equal("system", told.GetProperty("item").GetProperty("role").GetString());
        Assert.Contains("seconds", TextOf(told), StringComparison.Ordinal);
        var near = await scenario.RecordedAsync<SessionLimitNear>();
        Assert.Equal((3_420, 180, false), (near.AgeSeconds, near.SecondsLeft, near.ByService));

        await scenario.AdvanceAsync(90_000);
        var last = await socket.NextAsync("response.create");
        Assert.Contains("goodbye", last.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        Assert.Null(scenario.Outcome);
        Hear(socket, "resp_last", last);
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal(new CallOutcome(CallEndedBy.Policy, CallCause.SessionExpired, null, "the service ends the session after 3600 s"), scenario.Outcome);
        Assert.Single(scenario.Recorded<SessionLimitNear>());
        Assert.Equal(90, Assert.Single(scenario.Recorded<SessionLimitReached>()).SecondsLeft);
    }

    [Fact]
    public async Task The_policy_says_when_and_how()
    {
        await using var scenario = new SidebandScenario(agent: Greeting
            + """, "session_limit": { "warn_before_seconds": 600, "wrap_up": "Finish.", "say": "Ten minutes are left.", "leave_before_seconds": 300, "finish": { "say": "I pass you on.", "transfer_to": "sales" } } """);
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(3_000_100);
        Assert.Equal("Finish.", TextOf(await socket.NextAsync("conversation.item.create")));
        var said = await socket.NextAsync("response.create");
        Assert.Contains("Ten minutes are left.", said.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        Hear(socket, "resp_1", said);

        await scenario.AdvanceAsync(300_100);
        var last = await socket.NextAsync("response.create");
        Assert.Contains("I pass you on.", last.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        Assert.Empty(scenario.Case.Control.Transfers);
        Hear(socket, "resp_2", last);
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal("sales", Assert.Single(scenario.Case.Control.Transfers).Target);
        Assert.Equal(CallCause.SessionExpired, scenario.Outcome!.Cause);
    }

    [Fact]
    public async Task What_the_service_says_about_its_end_counts()
    {
        await using var scenario = new SidebandScenario();
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        scenario.Call.Acknowledge();
        Expiring(scenario, TimeSpan.FromMinutes(20));
        await scenario.AdvanceAsync(1_020_100);

        var near = await scenario.RecordedAsync<SessionLimitNear>();
        Assert.Equal((1_020, 180, true), (near.AgeSeconds, near.SecondsLeft, near.ByService));
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(62)]
    public async Task A_clock_that_is_a_little_wrong_costs_nobody_the_last_word(int minutes)
    {
        await using var scenario = new SidebandScenario();
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        Expiring(scenario, TimeSpan.FromMinutes(minutes));
        await scenario.AdvanceAsync(3_420_000);

        Assert.Equal(180, (await scenario.RecordedAsync<SessionLimitNear>()).SecondsLeft);
    }

    [Fact]
    public async Task The_next_process_counts_from_the_beginning_of_the_session()
    {
        await using var scenario = new SidebandScenario();
        await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(1_800_000);
        await scenario.HandOverAsync();
        scenario.Time.Advance(TimeSpan.FromSeconds(1_621));

        Assert.Equal((3_421, 179), ((await scenario.RecordedAsync<SessionLimitNear>()).AgeSeconds, scenario.Recorded<SessionLimitNear>()[0].SecondsLeft));
    }

    [Fact]
    public async Task The_next_process_knows_the_end_that_the_service_named_and_that_it_was_told_of()
    {
        await using var scenario = new SidebandScenario();
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        scenario.Call.Acknowledge();
        Expiring(scenario, TimeSpan.FromMinutes(20));
        await scenario.AdvanceAsync(1_020_100);
        await scenario.RecordedAsync<SessionLimitNear>();
        var socket = await scenario.HandOverAsync();
        scenario.Time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(90, (await scenario.RecordedAsync<SessionLimitReached>()).SecondsLeft);
        Assert.Single(scenario.Recorded<SessionLimitNear>());
        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task A_snapshot_of_an_older_version_counts_from_when_the_call_came()
    {
        await using var scenario = new SidebandScenario();
        await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(1_800_000);
        await scenario.HandOverAsync(static left => left with { SessionStartedAt = null });
        scenario.Time.Advance(TimeSpan.FromSeconds(1_620));

        await scenario.RecordedAsync<SessionLimitNear>();
    }

    [Fact]
    public async Task An_agent_that_takes_over_brings_its_own_limit()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": "Hello there.", "hand_off": ["billing"] """, tools: """ "send": { "type": "send_to_agent" } """,
            agents: """, "billing": { "model": "gpt-realtime-2.1", "instructions": "You do bills.", "session_limit": { "warn_before_seconds": 1800 } } """);
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(2_000_000);
        Assert.Empty(scenario.Recorded<SessionLimitNear>());
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "send", """{"agent":"billing","summary":"bill 7"}"""));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<AgentSwitched>();
        await scenario.AdvanceAsync(1);

        Assert.Equal(2_000, (await scenario.RecordedAsync<SessionLimitNear>()).AgeSeconds);
    }

    [Fact]
    public async Task A_connection_that_breaks_during_the_last_words_ends_the_call_as_the_policy_would()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(3_420_100);
        await socket.NextAsync("conversation.item.create");
        await scenario.AdvanceAsync(90_100);
        await socket.NextAsync("response.create");
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal(CallCause.SessionExpired, scenario.Outcome!.Cause);
        Assert.Single(scenario.Connector.Sockets);
    }

    [Theory]
    [InlineData(TransferStatus.Failed)]
    [InlineData(TransferStatus.Completed)]
    public async Task A_session_that_expires_while_a_person_is_called_leaves_the_caller_to_the_transfer(TransferStatus status)
    {
        await using var scenario = new SidebandScenario(agent: Greeting + """, "session_limit": { "finish": { "transfer_to": "sales" } } """);
        var ringing = scenario.Case.Control.Ringing = new TaskCompletionSource<TransferResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(3_510_100);
        await Eventually.TrueAsync(() => scenario.Case.Control.Transfers.Count == 1);
        socket.Say(Events.Error("session_expired"));
        socket.End(1001, "Your session hit the maximum duration of 60 minutes.");
        await scenario.RecordedAsync<SidebandClosed>();
        scenario.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(scenario.Outcome);
        if (status == TransferStatus.Completed)
        {
            scenario.Call.Transferred();
        }

        ringing.SetResult(new TransferResult(status, TransferMode.Refer, 200, null, TimeSpan.FromSeconds(3)));
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);

        Assert.Equal(status == TransferStatus.Completed ? null : CallCause.SessionExpired, scenario.Outcome?.Cause);
        Assert.Empty(scenario.Recorded<SidebandAttachFailed>());
    }

    [Fact]
    public async Task A_budget_that_ends_the_call_before_is_not_followed_by_another_farewell()
    {
        await using var scenario = new SidebandScenario(
            agent: """ "greeting": "Hello there.", "budget": "short" """, agents: """ }, "budgets": { "short": { "max_call_seconds": 3505, "wrap_up_at": null, "finish": { "say": "Bye." } } """);
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(3_505_100);
        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal(CallCause.BudgetExhausted, scenario.Outcome!.Cause);
        Assert.Empty(scenario.Recorded<SessionLimitReached>());
    }

    private static void Expiring(SidebandScenario scenario, TimeSpan after) =>
        scenario.Socket.Say(Events.Session("session.created", new { expires_at = (scenario.Time.GetUtcNow() + after).ToUnixTimeSeconds() }));

    private static void Hear(FakeSocket socket, string response, JsonElement create)
    {
        socket.Say(Events.Created(response, create));
        socket.Say(Events.Audio("started", response));
        socket.Say(Events.Done(response));
        socket.Say(Events.Audio("stopped", response));
    }

    private static string TextOf(JsonElement message) => message.GetProperty("item").GetProperty("content")[0].GetProperty("text").GetString()!;
}
