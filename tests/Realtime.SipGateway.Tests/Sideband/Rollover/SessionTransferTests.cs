using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Rollover;

/// <summary>A caller for whom somebody else is being rung is not taken from both because the session comes to its end meanwhile.</summary>
public sealed class SessionTransferTests
{
    private const string Spoken = """{ "say": "Goodbye for now." }""";

    [Theory]
    [InlineData("{}")]
    [InlineData(Spoken)]
    [InlineData("""{ "transfer_to": "sales" }""")]
    public async Task While_a_desk_rings_nobody_is_left_and_nothing_is_said(string finish)
    {
        await using var scenario = Scenario(finish);
        var socket = await RingingAtTheEndAsync(scenario);
        await scenario.AdvanceAsync(20_000);

        socket.NothingMore();
        Assert.Null(scenario.Outcome);
        Assert.Empty(scenario.Case.Control.Asked);
        Assert.Single(scenario.Case.Control.Transfers);
        NobodyAnswers(scenario);
    }

    [Fact]
    public async Task When_nobody_answers_the_last_sentence_is_said_and_the_call_is_left()
    {
        await using var scenario = Scenario(Spoken);
        var socket = await RingingAtTheEndAsync(scenario);
        NobodyAnswers(scenario);

        await socket.NextAsync("conversation.item.create");
        var last = await socket.NextAsync("response.create");
        Assert.Contains("Goodbye for now.", last.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        Assert.Null(scenario.Outcome);
        Hear(socket, "resp_last", last);
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallCause.SessionExpired, scenario.Outcome!.Cause);
    }

    [Fact]
    public async Task A_desk_that_takes_the_caller_ends_the_wait_and_nothing_is_hung_up()
    {
        await using var scenario = Scenario("{}");
        await RingingAtTheEndAsync(scenario);
        scenario.Call.Transferred();
        scenario.Case.Control.Ringing!.SetResult(new TransferResult(TransferStatus.Completed, TransferMode.Bridge, 200, "OK", TimeSpan.FromSeconds(30)));
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);

        Assert.Null(scenario.Outcome);
        Assert.Empty(scenario.Case.Control.Asked);
    }

    [Fact]
    public async Task It_is_not_waited_for_ever()
    {
        await using var scenario = Scenario("{}");
        await scenario.StartAndGreetAsync();
        scenario.Call.Record(new TransferRequested(CallEndedBy.Operator, "eve", "sales", null));
        await scenario.AdvanceAsync(3_511_000);
        await scenario.RecordedAsync<SessionLimitReached>();
        await scenario.AdvanceAsync(100_000);
        Assert.Null(scenario.Outcome);

        scenario.Time.Advance(TimeSpan.FromSeconds(25));
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallCause.SessionExpired, scenario.Outcome!.Cause);
    }

    [Fact]
    public async Task A_transfer_that_begins_during_the_last_sentence_is_waited_for_too()
    {
        await using var scenario = Scenario(Spoken);
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(3_511_000);
        await scenario.RecordedAsync<SessionLimitReached>();
        var last = await socket.NextAsync("response.create");
        scenario.Call.Record(new TransferRequested(CallEndedBy.Operator, "eve", "sales", null));
        Hear(socket, "resp_last", last);
        await scenario.AdvanceAsync(5_000);
        await scenario.AdvanceAsync(5_000);
        Assert.Null(scenario.Outcome);
        socket.NothingMore();

        scenario.Call.Record(new TransferFailed(TransferMode.Bridge, TransferStatus.Failed, 486, "Busy Here", 3_000, Final: true));
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        socket.NothingMore();
    }

    [Fact]
    public async Task A_session_that_ends_while_the_desk_rings_does_not_end_the_ringing()
    {
        await using var scenario = Scenario(Spoken);
        var socket = await RingingAtTheEndAsync(scenario);
        socket.End(1001, "session_expired");
        await scenario.RecordedAsync<SidebandClosed>();
        for (var second = 0; second < 20; second++)
        {
            await Eventually.TrueAsync(() => scenario.Time.IsDueWithin(TimeSpan.FromSeconds(1)));
            scenario.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(scenario.Outcome);
        NobodyAnswers(scenario);
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallCause.SessionExpired, scenario.Outcome!.Cause);
        Assert.Single(scenario.Connector.Sockets);
    }

    private static SidebandScenario Scenario(string finish) => new(
        agent: $$""" "greeting": "Hello there.", "session_limit": { "warn_before_seconds": 0, "leave_before_seconds": 90, "finish": {{finish}} } """);

    /// <summary>The agent transfers the caller, the desk rings, and the session comes to its end.</summary>
    private static async Task<FakeSocket> RingingAtTheEndAsync(SidebandScenario scenario)
    {
        scenario.Case.Control.Ringing = new();
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(3_500_000);
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "transfer_call", """{"to":"sales"}"""));
        socket.Say(Events.Done("resp_1"));
        await scenario.AdvanceUntilAsync(() => scenario.Case.Control.Transfers.Count == 1);
        await scenario.AdvanceAsync(11_000);
        await scenario.RecordedAsync<SessionLimitReached>();
        return socket;
    }

    private static void NobodyAnswers(SidebandScenario scenario) => scenario.Case.Control.Ringing!.SetResult(
        new TransferResult(TransferStatus.Failed, TransferMode.Bridge, 408, "Request Timeout", TimeSpan.FromSeconds(30)));

    private static void Hear(FakeSocket socket, string response, JsonElement create)
    {
        socket.Say(Events.Created(response, create));
        socket.Say(Events.Audio("started", response));
        socket.Say(Events.Done(response));
        socket.Say(Events.Audio("stopped", response));
    }
}
