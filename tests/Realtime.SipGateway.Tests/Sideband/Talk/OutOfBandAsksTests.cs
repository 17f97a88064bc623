using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Talk;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Talk;

public sealed class OutOfBandAsksTests
{
    [Fact]
    public async Task A_question_is_asked_in_text_without_tools_and_answered()
    {
        using var bench = new AskBench();
        var answer = bench.Ask("upsell");
        var response = bench.Sent("response.create").GetProperty("response");
        Assert.Equal("none", response.GetProperty("conversation").GetString());
        Assert.Equal("text", Assert.Single(response.GetProperty("output_modalities").EnumerateArray()).GetString());
        Assert.Equal(("none", 0), (response.GetProperty("tool_choice").GetString(), response.GetProperty("tools").GetArrayLength()));
        Assert.Equal(OutOfBandQuestion.DefaultMaxTokens, response.GetProperty("max_output_tokens").GetInt32());
        Assert.Equal("Some words.", response.GetProperty("input")[0].GetProperty("content")[0].GetProperty("text").GetString());
        var metadata = response.GetProperty("metadata");
        Assert.Equal(("prompt", "upsell"), (metadata.GetProperty("gateway_purpose").GetString(), metadata.GetProperty("gateway_name").GetString()));
        Assert.False(answer.IsCompleted);
        bench.Time.Advance(TimeSpan.FromMilliseconds(700));

        bench.Answers(Create(response), "resp_1", "Yes.");

        Assert.Equal(new OutOfBandAnswer("Yes.", null, 700), await answer);
        Assert.Equal(("resp_1", "prompt", 120), (bench.Finished[0].ResponseId, bench.Finished[0].Purpose, bench.Finished[0].InputTokens + bench.Finished[0].OutputTokens));
    }

    [Fact]
    public void A_question_with_the_conversation_has_no_input_of_its_own()
    {
        using var bench = new AskBench();
        _ = bench.Asks.Ask(new OutOfBandQuestion(OutOfBandPurpose.Prompt, "p", "Look.", null, TimeSpan.FromSeconds(1)) { WithConversation = true });

        Assert.False(bench.Sent("response.create").GetProperty("response").TryGetProperty("input", out _));
    }

    [Fact]
    public void All_that_is_said_of_a_question_ends_there_and_nothing_else_does()
    {
        using var bench = new AskBench();
        _ = bench.Ask();
        var create = bench.Sent("response.create");
        Assert.False(bench.Says(Events.Created("resp_v")));
        Assert.True(bench.Says(Events.AskCreated("resp_1", create)));

        Assert.True(bench.Says(Events.ItemAdded("resp_1", "item_1")));
        Assert.True(bench.Says(Events.Text("resp_1", "item_1", "Yes")));
        Assert.True(bench.Says(Events.TextWhole("resp_1", "item_1", "Yes.")));
        Assert.True(bench.Says(Events.FunctionCall("resp_1", "call_1", "lookup", "{}")));
        Assert.False(bench.Says(Events.Words("resp_v", "item_2", "Hello")));
        Assert.False(bench.Says(Events.Text("resp_v", "item_2", "Hello")));
        Assert.False(bench.Says(Events.Done("resp_v")));
        Assert.True(bench.Says(Events.AskDone("resp_1", create, "Yes.")));
        Assert.True(bench.Says(Events.AskDone("resp_1", create, "Yes.")));
        Assert.Single(bench.Finished);
    }

    [Theory]
    [InlineData("incomplete", "{\"a\"", OutOfBandAnswer.Incomplete)]
    [InlineData("failed", "", OutOfBandAnswer.Failed)]
    [InlineData("cancelled", "", OutOfBandAnswer.Failed)]
    [InlineData("completed", " ", OutOfBandAnswer.Unusable)]
    public async Task What_is_no_answer_is_a_failure_and_costs_all_the_same(string status, string text, string failure)
    {
        using var bench = new AskBench();
        var answer = bench.Ask();
        var create = bench.Sent("response.create");

        bench.Says(Events.AskDone("resp_1", create, text, status));

        Assert.Equal((null, failure), ((await answer).Text, (await answer).Failure));
        Assert.Equal(status, Assert.Single(bench.Finished).Status);
    }

    [Fact]
    public async Task An_error_of_the_service_is_a_failure_and_goes_on_to_be_written_down()
    {
        using var bench = new AskBench();
        var answer = bench.Ask();
        var create = bench.Sent("response.create");

        Assert.False(bench.Says(Events.Error("conversation_already_has_active_response", create)));

        Assert.Equal(OutOfBandAnswer.Refused, (await answer).Failure);
        _ = bench.Ask();
        bench.Sent("response.create");
    }

    [Fact]
    public async Task Without_an_answer_in_time_the_response_is_stopped_and_what_it_used_still_counts()
    {
        using var bench = new AskBench();
        var answer = bench.Ask(timeoutMs: 4_000);
        var create = bench.Sent("response.create");
        bench.Says(Events.AskCreated("resp_1", create));
        bench.Advance(3_900);
        Assert.False(answer.IsCompleted);

        bench.Advance(100);

        Assert.Equal(OutOfBandAnswer.TimedOut, (await answer).Failure);
        Assert.Equal("resp_1", bench.Sent("response.cancel").GetProperty("response_id").GetString());
        Assert.True(bench.Says(Events.AskDone("resp_1", create, "Late.")));
        Assert.Single(bench.Finished);
    }

    [Fact]
    public async Task A_response_that_begins_too_late_is_stopped_at_once()
    {
        using var bench = new AskBench();
        var answer = bench.Ask();
        var create = bench.Sent("response.create");
        bench.Advance(4_000);
        Assert.Equal(OutOfBandAnswer.TimedOut, (await answer).Failure);
        bench.NothingSent();

        Assert.True(bench.Says(Events.AskCreated("resp_1", create)));

        Assert.Equal("resp_1", bench.Sent("response.cancel").GetProperty("response_id").GetString());
    }

    [Fact]
    public async Task One_of_a_name_is_asked_at_a_time_and_the_newest_waits()
    {
        using var bench = new AskBench();
        var first = bench.Ask();
        var create = bench.Sent("response.create");
        var second = bench.Ask();
        var third = bench.Ask();
        bench.NothingSent();
        Assert.Equal(OutOfBandAnswer.Superseded, (await second).Failure);

        bench.Answers(create, "resp_1", "First.");

        Assert.Equal("First.", (await first).Text);
        bench.Answers(bench.Sent("response.create"), "resp_2", "Third.");
        Assert.Equal("Third.", (await third).Text);
    }

    [Fact]
    public async Task Two_are_asked_at_a_time_in_all_and_the_wait_is_part_of_the_time()
    {
        using var bench = new AskBench();
        _ = bench.Ask("a");
        _ = bench.Ask("b", OutOfBandPurpose.Guardrail);
        var last = bench.Ask("c", timeoutMs: 1_000);
        var create = bench.Sent("response.create");
        bench.Sent("response.create");
        bench.NothingSent();
        bench.Advance(600);
        bench.Answers(create, "resp_1", "A.");
        bench.Sent("response.create");

        bench.Advance(400);

        Assert.Equal(new OutOfBandAnswer(null, OutOfBandAnswer.TimedOut, 1_000), await last);
    }

    [Fact]
    public async Task Of_too_many_that_wait_the_oldest_is_given_up()
    {
        using var bench = new AskBench();
        _ = bench.Ask("a");
        _ = bench.Ask("b");
        var oldest = bench.Ask("w0");
        for (var index = 1; index < OutOfBandAsks.MaxWaiting; index++)
        {
            _ = bench.Ask($"w{index}");
        }

        Assert.False(oldest.IsCompleted);
        _ = bench.Ask("more");

        Assert.Equal(OutOfBandAnswer.Superseded, (await oldest).Failure);
    }

    [Fact]
    public async Task A_broken_connection_loses_the_answer_but_not_its_cost()
    {
        using var bench = new AskBench();
        var begun = bench.Ask("a");
        var unseen = bench.Ask("b");
        var createA = bench.Sent("response.create");
        var createB = bench.Sent("response.create");
        bench.Says(Events.AskCreated("resp_1", createA));

        bench.Asks.Opened(again: true);

        Assert.Equal((OutOfBandAnswer.Lost, OutOfBandAnswer.Lost), ((await begun).Failure, (await unseen).Failure));
        Assert.True(bench.Says(Events.Text("resp_1", "item_1", "A")));
        Assert.True(bench.Says(Events.Text("resp_2", "item_2", "B")), "Began while there was no connection.");
        Assert.False(bench.Says(Events.Words("resp_3", "item_3", "Hello")), "It speaks.");
        bench.Says(Events.AskDone("resp_1", createA, "A."));
        bench.Says(Events.AskDone("resp_2", createB, "B."));
        Assert.Equal(["resp_1", "resp_2"], bench.Finished.Select(static one => one.ResponseId));
    }

    [Fact]
    public async Task A_conversation_that_is_being_left_asks_nothing_more()
    {
        using var bench = new AskBench();
        var running = bench.Ask();
        bench.Says(Events.AskCreated("resp_1", bench.Sent("response.create")));
        bench.Exit.Begin(null, new CallOutcome(CallEndedBy.Policy, CallCause.BudgetExhausted));

        bench.Asks.Check();

        Assert.Equal(OutOfBandAnswer.Ended, (await running).Failure);
        bench.Sent("response.cancel");
        Assert.Equal(OutOfBandAnswer.Ended, (await bench.Ask()).Failure);
        bench.NothingSent();
    }

    [Fact]
    public async Task An_answer_to_the_process_before_is_no_speech_of_the_agent()
    {
        await using var scenario = new SidebandScenario();
        await scenario.StartAndGreetAsync();
        var socket = await scenario.HandOverAsync();
        socket.Say(Events.Text("resp_a", "item_a", "secret recipe, full refund"));
        socket.Say(Events.TextWhole("resp_a", "item_a", "secret recipe, full refund"));
        socket.Say("""{"type":"response.done","response":{"id":"resp_a","status":"completed","output":[],"metadata":{"gateway_ask":"guardrail_1"},"usage":{"input_tokens":7,"output_tokens":3}}}""");
        socket.Say(Events.Created("resp_v"));
        socket.Say(Events.Words("resp_v", "item_v", "Hello there."));
        socket.Say(Events.Audio("started", "resp_v"));
        socket.Say(Events.Done("resp_v"));
        socket.Say(Events.Audio("stopped", "resp_v"));

        Assert.Equal("Hello there.", (await scenario.RecordedAsync<AgentSaid>()).Text);
        Assert.Empty(scenario.Recorded<GuardrailTripped>());
        Assert.Single(scenario.Recorded<AgentSaid>());
        Assert.Equal("guardrail", scenario.Recorded<ResponseFinished>()[^2].Purpose);
        socket.NothingMore();
    }

    [Fact]
    public async Task What_answers_a_question_does_not_touch_the_conversation()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAsync();
        var greeting = await socket.NextAsync("response.create");
        socket.Say(Events.Created("resp_0", greeting));
        socket.Say("""{"type":"response.created","response":{"id":"resp_a","status":"in_progress","metadata":{"gateway_ask":"guardrail_1"}}}""");
        socket.Say(Events.Text("resp_a", "item_a", "full refund"));
        socket.Say(Events.TextWhole("resp_a", "item_a", "full refund"));
        socket.Say(Events.Words("resp_0", "item_0", "Hello there."));
        socket.Say(Events.Audio("started", "resp_0"));
        socket.Say(Events.Done("resp_0"));
        socket.Say("""{"type":"response.done","response":{"id":"resp_a","status":"completed","output":[],"metadata":{"gateway_ask":"guardrail_1"},"usage":{"input_tokens":7,"output_tokens":3}}}""");
        await scenario.RecordedAsync<ResponseFinished>(2);

        var cancelled = await socket.NextAsync("response.cancel");
        Assert.Equal("resp_a", cancelled.GetProperty("response_id").GetString());
        Assert.Empty(scenario.Recorded<GuardrailTripped>());
        socket.Say(Events.Audio("stopped", "resp_0"));
        Assert.Equal("Hello there.", (await scenario.RecordedAsync<AgentSaid>()).Text);
        Assert.Single(scenario.Recorded<AgentSaid>());
        Assert.Equal([null, "guardrail"], scenario.Recorded<ResponseFinished>().Select(static one => one.Purpose));
    }

    private static JsonElement Create(JsonElement response) =>
        JsonSerializer.SerializeToElement(new { response });
}
