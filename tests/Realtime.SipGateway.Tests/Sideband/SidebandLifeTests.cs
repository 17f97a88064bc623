using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandLifeTests
{
    [Fact]
    public async Task A_lost_sideband_is_attached_again()
    {
        await using var scenario = new SidebandScenario();
        var first = await scenario.StartAndGreetAsync();
        scenario.Connector.Refuse(null);
        scenario.Connector.Refuse(503);
        first.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        await scenario.RecordedAsync<SidebandAttached>(2);
        await scenario.SettleAsync();
        Assert.True(first.IsDisposed);
        Assert.Null(Assert.Single(scenario.Recorded<SidebandClosed>()).CloseCode);
        Assert.Null(scenario.Outcome);
        scenario.Socket.NothingMore();
    }

    [Fact]
    public async Task A_sideband_that_stays_lost_ends_the_call()
    {
        await using var scenario = new SidebandScenario(options => options.ReconnectDeadlineMs = 3_000);
        var socket = await scenario.StartAndGreetAsync();
        for (var tries = 0; tries < 20; tries++)
        {
            scenario.Connector.Refuse(null);
        }

        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal((CallEndedBy.Gateway, CallCause.SidebandFailed), (scenario.Outcome!.By, scenario.Outcome.Cause));
    }

    [Fact]
    public async Task Without_reconnecting_a_loss_ends_the_call_at_once()
    {
        await using var scenario = new SidebandScenario(options => options.ReconnectDeadlineMs = 0);
        var socket = await scenario.StartAndGreetAsync();
        socket.End(1011, "server error");

        await Eventually.TrueAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallCause.SidebandFailed, scenario.Outcome!.Cause);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_session_that_is_gone_leaves_the_service_time_for_its_bye(int status)
    {
        await using var scenario = new SidebandScenario(options => options.VendorEndGraceMs = 2_000);
        var socket = await scenario.StartAndGreetAsync();
        scenario.Connector.Refuse(status);
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Tries == 2);
        await Eventually.TrueAsync(() => scenario.Time.PendingTimers > 0);
        Assert.Null(scenario.Outcome);

        scenario.Call.End(new CallOutcome(CallEndedBy.Vendor, CallCause.VendorHungUp));

        await scenario.GoneAsync();
        Assert.Empty(scenario.Case.Control.Asked);
        Assert.Empty(scenario.Recorded<SidebandAttachFailed>());
    }

    [Fact]
    public async Task A_session_that_is_gone_without_a_bye_ends_the_call()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        scenario.Connector.Refuse(404);
        socket.End();

        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal((CallEndedBy.Vendor, CallCause.SidebandFailed), (scenario.Outcome!.By, scenario.Outcome.Cause));
    }

    [Fact]
    public async Task An_output_that_was_not_confirmed_is_said_again_with_the_same_item()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        await socket.NextAsync("conversation.item.create");
        socket.Say(Events.OutputKept("call_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_2", "lookup", "{}"));
        var lost = await socket.NextAsync("conversation.item.create");
        await scenario.SettleAsync();
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        var again = await scenario.Socket.NextAsync("conversation.item.create");
        Assert.Equal(lost.GetProperty("item").GetRawText(), again.GetProperty("item").GetRawText());
        await scenario.Socket.NextAsync("response.create");
        Assert.Equal(2, scenario.Tools.Requests.Count);
    }

    [Fact]
    public async Task A_tool_that_finishes_while_the_sideband_is_away_is_answered_when_it_is_back()
    {
        await using var scenario = new SidebandScenario();
        var release = new TaskCompletionSource();
        scenario.Tools.Answer = async (_, _) =>
        {
            await release.Task;
            return Tools.FakeService.Say("late");
        };
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(Events.Done("resp_1"));
        await scenario.SettleAsync();
        socket.End();
        await scenario.RecordedAsync<SidebandClosed>();
        release.SetResult();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        await scenario.Socket.NextAsync("conversation.item.create");
        await scenario.Socket.NextAsync("response.create");
    }

    [Fact]
    public async Task Items_whose_end_may_have_been_missed_are_asked_for()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.ItemAdded("resp_1", "item_f", "function_call"));
        socket.Say(Events.ItemAdded("resp_1", "item_m"));
        await scenario.SettleAsync();
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);
        var again = scenario.Socket;
        Assert.Equal("item_f", (await again.NextAsync("conversation.item.retrieve")).GetProperty("item_id").GetString());
        Assert.Equal("item_m", (await again.NextAsync("conversation.item.retrieve")).GetProperty("item_id").GetString());

        again.Say("""{"type":"conversation.item.retrieved","item":{"id":"item_f","type":"function_call","status":"completed","call_id":"call_1","name":"lookup","arguments":"{}"}}""");
        await again.NextAsync("conversation.item.create");
        await again.NextAsync("response.create");
        again.Say("""{"type":"conversation.item.retrieved","item":{"id":"item_m","type":"message","role":"assistant","status":"completed","content":[{"type":"output_audio","transcript":"A full refund!"}]}}""");
        await again.NextAsync("response.cancel");
        Assert.Single(scenario.Tools.Requests);
    }

    [Fact]
    public async Task A_goodbye_that_the_loss_interrupts_ends_the_call()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Goodbye!"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "hang_up", "{}"));
        await socket.NextAsync("conversation.item.create");
        await scenario.SettleAsync();
        socket.End();

        await Eventually.TrueAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallOutcome.AgentHungUp, scenario.Outcome);
        Assert.Equal(1, scenario.Connector.Tries);
    }

    [Fact]
    public async Task Malformed_messages_are_counted_and_the_connection_stays()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        foreach (var text in new[] { "", "{", "[]", "null", """{"type":5}""", """{"type":"response.output_text.delta","delta":"\ud800"}""", new string('[', 100) })
        {
            socket.Say(text);
        }

        await scenario.SettleAsync();
        Assert.Null(scenario.Outcome);
        Assert.Single(scenario.Log.Lines, line => line.Id.Id == 6003);
        Assert.DoesNotContain(scenario.Log.Lines, line => line.Level > LogLevel.Information);
    }

    [Fact]
    public async Task A_message_that_is_too_large_costs_the_connection_not_the_call()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.End(1009, "A message is longer than 8388608 bytes.");
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        Assert.Equal(1009, scenario.Recorded<SidebandClosed>()[0].CloseCode);
        await scenario.SettleAsync();
        Assert.Null(scenario.Outcome);
    }

    [Fact]
    public async Task A_flood_of_events_is_taken_in_order()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        for (var word = 0; word < 2_000; word++)
        {
            socket.Say(Events.Words("resp_1", "item_1", $"w{word} "));
        }

        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Audio("stopped", "resp_1"));
        var said = await scenario.RecordedAsync<AgentSaid>();
        Assert.Equal(string.Concat(Enumerable.Range(0, 2_000).Select(word => $"w{word} ")), said.Text);
    }

    [Fact]
    public async Task A_connection_that_takes_nothing_is_given_up()
    {
        await using var scenario = new SidebandScenario(options => options.SendTimeoutMs = 1_000);
        var socket = await scenario.StartAndGreetAsync();
        socket.IsStuck = true;
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<ToolCompleted>();

        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);
        await scenario.Socket.NextAsync("conversation.item.create");
    }

    [Fact]
    public async Task The_end_of_the_call_cancels_speech_and_closes_after_a_short_drain()
    {
        await using var scenario = new SidebandScenario(options => options.DrainMs = 300);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        await scenario.SettleAsync();
        scenario.Call.End(CallOutcome.CallerHungUp);
        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        await scenario.AdvanceAsync(290);
        Assert.False(socket.IsClosed);

        scenario.Time.Advance(TimeSpan.FromMilliseconds(10));

        await scenario.GoneAsync();
        Assert.True(socket.IsClosed);
        Assert.True(scenario.Call.Drained.IsCompleted);
        Assert.Empty(scenario.Case.Control.Asked);
    }

    [Fact]
    public async Task A_socket_that_closes_at_the_end_needs_no_drain()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        scenario.Call.End(CallOutcome.CallerHungUp);
        socket.End();

        await scenario.GoneAsync();
        Assert.True(scenario.Call.Drained.IsCompleted);
        Assert.Equal(1, scenario.Connector.Tries);
    }

    [Fact]
    public async Task A_hang_up_that_fails_is_tried_again()
    {
        await using var scenario = new SidebandScenario(options => options.ReconnectDeadlineMs = 0);
        scenario.Case.Control.Failures = 2;
        var socket = await scenario.StartAndGreetAsync();
        socket.End();

        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);
        Assert.Equal(3, scenario.Case.Control.Asked.Count);
        Assert.Equal(2, scenario.Recorded<CallFault>().Count);
    }

    [Fact]
    public async Task A_call_that_does_not_end_is_reported_and_let_go()
    {
        await using var scenario = new SidebandScenario();
        scenario.Case.Control.Ends = false;
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.FunctionCall("resp_1", "call_1", "hang_up", "{}"));
        socket.Say(Events.Done("resp_1"));

        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0, stepMs: 500);
        Assert.Contains(scenario.Log.Lines, line => line.Id.Id == 6008);
        Assert.True(scenario.Call.Drained.IsCompleted);
    }

    [Fact]
    public async Task A_gateway_that_stops_ends_its_calls()
    {
        await using var scenario = new SidebandScenario();
        await scenario.StartAndGreetAsync();
        var stopping = scenario.Service.StopAsync(TestContext.Current.CancellationToken);
        await scenario.AdvanceUntilAsync(() => stopping.IsCompleted);

        Assert.Equal(CallCause.GatewayStopping, scenario.Outcome!.Cause);
        Assert.Equal(0, scenario.Service.Count);
    }

    [Fact]
    public async Task A_response_that_the_service_refuses_because_one_runs_comes_after_it()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAsync();
        var create = await socket.NextAsync("response.create");
        socket.Say(Events.Created("resp_vad"));
        socket.Say(Events.Error("conversation_already_has_active_response", create));
        await scenario.SettleAsync();
        socket.NothingMore();
        socket.Say(Events.Done("resp_vad"));

        await socket.NextAsync("response.create");
        Assert.Empty(scenario.Recorded<SidebandError>());
    }

    [Fact]
    public async Task A_request_that_nobody_answers_is_said_once_more()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAsync();
        await socket.NextAsync("response.create");
        await scenario.AdvanceAsync(5_000);
        await socket.NextAsync("response.create");
        await scenario.AdvanceAsync(5_000);

        socket.NothingMore();
    }

    [Fact]
    public async Task A_call_that_is_handed_over_loses_its_connection_and_nothing_else()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();

        Assert.NotNull(scenario.Call.HandOver(null));
        await scenario.GoneAsync();

        Assert.True(socket.IsDisposed);
        socket.NothingMore();
        Assert.Empty(scenario.Case.Control.Asked);
    }

    [Fact]
    public async Task What_comes_after_the_callers_bye_is_written_down_and_nothing_more_is_done()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Good "));
        await scenario.SettleAsync();
        scenario.Call.End(CallOutcome.CallerHungUp);
        socket.Say(Events.CallerTranscript("item_c", "Thanks, bye."));
        socket.Say(Events.Transcript("resp_1", "item_1", "Good day."));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<ResponseFinished>(2);
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);

        Assert.Equal("Thanks, bye.", Assert.Single(scenario.Recorded<CallerSaid>()).Text);
        Assert.Equal(100, scenario.Recorded<ResponseFinished>()[1].InputTokens);
        Assert.Empty(scenario.Tools.Requests);
        Assert.DoesNotContain(socket.Sent, sent => sent.GetProperty("type").GetString() == "conversation.item.create");
        Assert.Empty(scenario.Case.Control.Asked);
        Assert.True(scenario.Call.Drained.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_gateway_that_stops_while_it_attaches_hangs_up(bool again)
    {
        await using var scenario = new SidebandScenario();
        if (again)
        {
            var socket = await scenario.StartAndGreetAsync();
            scenario.Connector.Hangs = true;
            socket.End();
            await scenario.AdvanceUntilAsync(() => scenario.Connector.Tries == 2);
        }
        else
        {
            scenario.Connector.Hangs = true;
            scenario.Accept();
            await Eventually.TrueAsync(() => scenario.Connector.Tries == 1);
        }

        var stopping = scenario.Service.StopAsync(TestContext.Current.CancellationToken);
        await scenario.AdvanceUntilAsync(() => stopping.IsCompleted);

        Assert.Equal(CallCause.GatewayStopping, Assert.Single(scenario.Case.Control.Asked).Cause);
        Assert.Equal(CallCause.GatewayStopping, scenario.Outcome!.Cause);
    }

    [Fact]
    public async Task A_fault_of_ours_in_the_midst_of_a_call_hangs_it_up()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Fail(new InvalidOperationException("Broken."));
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal((CallEndedBy.Gateway, CallCause.GatewayFault), (scenario.Outcome!.By, scenario.Outcome.Cause));
        Assert.Single(scenario.Case.Control.Asked);
        Assert.True(socket.IsDisposed);
        Assert.Single(scenario.Recorded<CallFault>());
    }

    [Fact]
    public async Task A_call_that_goes_to_another_target_while_it_attaches_again_is_left_alone()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        scenario.Connector.Hangs = true;
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Tries == 2);
        scenario.Call.LeaveAgent();

        await scenario.GoneAsync();
        Assert.Empty(scenario.Case.Control.Asked);
        Assert.Null(scenario.Outcome);
    }
}
