using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>Patterns and personal data, on both sides, and everything a trip may lead to.</summary>
public sealed class SidebandGuardrailKindTests
{
    private const string Long = " and so on and so forth, as people do who have a lot to tell and much time to tell it in, whoever listens to them";

    [Fact]
    public async Task A_pattern_counts_when_its_word_is_complete()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "patterns", "patterns": ["\\bx-[0-9]{4}\\b"] """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "The code is X-12"));
        socket.Say(Events.Words("resp_1", "item_1", "34"));
        await scenario.SettleAsync();
        Assert.Empty(scenario.Recorded<GuardrailTripped>());

        socket.Say(Events.Words("resp_1", "item_1", ", I think"));

        await socket.NextAsync("response.cancel");
        var trip = Assert.Single(scenario.Recorded<GuardrailTripped>());
        Assert.Equal(("own", "stop", @"\bx-[0-9]{4}\b"), (trip.Guardrail, trip.Action, trip.Matched));
    }

    [Fact]
    public async Task A_pattern_at_the_end_of_an_answer_is_found_when_the_answer_is_complete()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "patterns", "patterns": ["\\bx-[0-9]{4}\\b"] """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "The code is X-1234"));
        socket.Say(Events.Transcript("resp_1", "item_1", "The code is X-1234"));

        await socket.NextAsync("response.cancel");
    }

    [Fact]
    public async Task A_longer_word_is_not_the_pattern()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "patterns", "patterns": ["\\bx-[0-9]{4}\\b"] """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        foreach (var piece in new[] { "Order X-1234", "5678 is", " on its way" })
        {
            socket.Say(Events.Words("resp_1", "item_1", piece));
        }

        socket.Say(Events.Transcript("resp_1", "item_1", "Order X-12345678 is on its way"));
        await scenario.SettleAsync();

        Assert.Empty(scenario.Recorded<GuardrailTripped>());
    }

    [Fact]
    public async Task A_warning_lets_the_agent_speak_and_tells_the_model_once_per_answer()
    {
        await using var scenario = new SidebandScenario(guardrail:
            """ "type": "phrases", "action": "warn", "phrases": ["our competitor"], "instead": "Do not name competitors." """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Our competitor, yes, our competitor"));
        socket.Say(Events.Transcript("resp_1", "item_1", "Our competitor, yes, our competitor"));

        var item = await socket.NextAsync("conversation.item.create");
        await scenario.SettleAsync();

        Assert.Equal("Do not name competitors.", item.GetProperty("item").GetProperty("content")[0].GetProperty("text").GetString());
        socket.NothingMore();
        Assert.Equal("warn", Assert.Single(scenario.Recorded<GuardrailTripped>()).Action);
    }

    [Fact]
    public async Task What_is_forbidden_is_stopped_although_a_warning_came_first_in_the_same_piece()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "phrases", "action": "warn", "phrases": ["refund", "promise"] """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "I promise a full refund"));

        await socket.NextAsync("response.cancel");
        Assert.Equal(["own", "no-promises"], scenario.Recorded<GuardrailTripped>().Select(trip => trip.Guardrail));
    }

    [Fact]
    public async Task What_is_redacted_is_said_but_neither_stored_nor_shown()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "patterns", "action": "redact", "patterns": ["project [a-z]+"] """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        foreach (var piece in new[] { "It is called Proj", "ect Bluebird", Long, Long })
        {
            socket.Say(Events.Words("resp_1", "item_1", piece));
        }

        socket.Say(Events.Transcript("resp_1", "item_1", "It is called Project Bluebird" + Long + Long));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Audio("stopped", "resp_1"));
        socket.Say(Events.Done("resp_1"));
        var said = await scenario.RecordedAsync<AgentSaid>();

        Assert.StartsWith("It is called [redacted] and so on", said.Text, StringComparison.Ordinal);
        Assert.StartsWith("It is called [redacted]", scenario.Partials(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bluebird", scenario.Partials(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(scenario.Recorded<GuardrailTripped>());
        socket.NothingMore();
    }

    [Fact]
    public async Task A_redacted_word_does_not_come_back_by_an_argument_of_a_tool()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "personal_data", "action": "redact", "kinds": ["email"] """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", """{"id":"jane@example.com"}"""));
        await scenario.RecordedAsync<ToolCompleted>();

        Assert.DoesNotContain("jane", scenario.Recorded<ToolCalled>()[0].Arguments, StringComparison.Ordinal);
        Assert.Contains("[email]", scenario.Recorded<ToolCalled>()[0].Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_number_of_the_caller_is_told_to_the_model_and_kept_out_of_everything()
    {
        await using var scenario = new SidebandScenario(guardrail:
            """ "type": "personal_data", "action": "warn", "on": ["caller"], "kinds": ["card"], "instead": "Never repeat card numbers." """);
        var socket = await scenario.StartAndGreetAsync();
        const string said = "Sure, my card is four one one one, one one one one, one one one one, one one one one, and it is valid for two years.";
        socket.Say(Events.CallerWords("item_1", said[..40]));
        socket.Say(Events.CallerWords("item_1", said[40..]));
        socket.Say(Events.CallerTranscript("item_1", said));

        var item = await socket.NextAsync("conversation.item.create");

        Assert.Equal("Never repeat card numbers.", item.GetProperty("item").GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("card", Assert.Single(scenario.Recorded<GuardrailTripped>()).Matched);
        Assert.Equal("Sure, my card is [card], and it is valid for two years.", Assert.Single(scenario.Recorded<CallerSaid>()).Text);
        Assert.DoesNotContain("one one", string.Concat(scenario.Live<CallerPartial>().Select(partial => partial.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_number_that_takes_several_turns_is_recognised_and_never_written()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "personal_data", "action": "end", "on": ["caller"], "kinds": ["card"] """);
        var socket = await scenario.StartAndGreetAsync();
        string[] turns = ["It's 4111", "one one one one", "mhm", "double one double one", "and 1111"];
        for (var turn = 0; turn < turns.Length; turn++)
        {
            Assert.Empty(scenario.Recorded<GuardrailTripped>());
            socket.Say(Events.CallerTranscript($"item_{turn}", turns[turn]));
            await scenario.RecordedAsync<CallerSaid>(turn + 1);
        }

        await scenario.RecordedAsync<GuardrailTripped>();
        await Eventually.TrueAsync(() => scenario.Outcome is not null);

        Assert.Equal(new CallOutcome(CallEndedBy.Policy, CallCause.GuardrailEnded, Reason: "own"), scenario.Outcome);
        Assert.Equal(["It's [digits]", "[digits]", "mhm", "[digits]", "and [digits]"], scenario.Recorded<CallerSaid>().Select(said => said.Text));
    }

    [Fact]
    public async Task An_order_number_within_a_sentence_stays_readable()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "personal_data", "action": "redact", "kinds": ["card"] """);
        var socket = await scenario.StartAndGreetAsync();
        const string said = "I would like to know where my order 12345 is, it should have come last week.";
        socket.Say(Events.CallerTranscript("item_1", said));

        Assert.Equal(said, (await scenario.RecordedAsync<CallerSaid>()).Text);
    }

    [Fact]
    public async Task A_trip_may_transfer_the_caller_and_the_agent_says_no_more()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "phrases", "action": "transfer", "on": ["caller"], "phrases": ["my lawyer"], "transfer_to": "sales" """);
        scenario.Case.Control.TransferResult = new(TransferStatus.Completed, TransferMode.Refer, 200, "OK", TimeSpan.FromSeconds(1));
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.CallerTranscript("item_1", "You will hear from my lawyer."));

        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        await Eventually.TrueAsync(() => scenario.Case.Control.Transfers.Count == 1);
        socket.Say(Events.Done("resp_1", "cancelled"));
        await scenario.SettleAsync();

        Assert.Equal(new TransferRequest("sales", CallEndedBy.Policy, "own"), scenario.Case.Control.Transfers[0]);
        socket.NothingMore();
    }

    [Fact]
    public async Task A_transfer_that_fails_gives_the_caller_back_to_the_agent()
    {
        await using var scenario = new SidebandScenario(guardrail:
            """ "type": "phrases", "phrases": ["internal only"], "transfer_after": 1, "transfer_to": "sales" """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "That is internal only"));
        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        socket.Say(Events.Done("resp_1", "cancelled"));

        await socket.NextAsync("conversation.item.delete");
        var item = await socket.NextAsync("conversation.item.create");
        Assert.Contains("nobody could take the call", item.GetRawText(), StringComparison.Ordinal);
        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task Two_trips_while_it_rings_hold_the_agent_once()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "phrases", "action": "transfer", "on": ["caller"], "phrases": ["my lawyer"], "transfer_to": "sales" """);
        scenario.Case.Control.Ringing = new();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.CallerTranscript("item_1", "You will hear from my lawyer."));
        socket.Say(Events.CallerTranscript("item_2", "My lawyer, do you hear?"));
        await scenario.RecordedAsync<GuardrailTripped>(2);
        await scenario.SettleAsync();
        Assert.Single(scenario.Case.Control.Transfers);
        socket.NothingMore();

        scenario.Case.Control.Ringing.SetResult(scenario.Case.Control.TransferResult);

        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task A_stop_beside_a_warning_that_transfers_leaves_no_hold_behind()
    {
        await using var scenario = new SidebandScenario(guardrail:
            """ "type": "phrases", "action": "warn", "phrases": ["competitor"], "transfer_after": 1, "transfer_to": "sales" """);
        scenario.Case.Control.Ringing = new();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Our competitor gives a full refund"));
        await socket.NextAsync("response.cancel");
        await socket.NextAsync("output_audio_buffer.clear");
        socket.Say(Events.Done("resp_1", "cancelled"));
        await socket.NextAsync("conversation.item.delete");
        await socket.NextAsync("conversation.item.create");
        await scenario.SettleAsync();
        socket.NothingMore();

        scenario.Case.Control.Ringing.SetResult(scenario.Case.Control.TransferResult);

        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task Warnings_add_up_to_an_end()
    {
        await using var scenario = new SidebandScenario(guardrail: """ "type": "phrases", "action": "warn", "on": ["caller"], "phrases": ["idiot"], "end_after": 2 """);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.CallerTranscript("item_1", "You idiot"));
        await scenario.RecordedAsync<GuardrailTripped>();
        Assert.Null(scenario.Outcome);

        socket.Say(Events.CallerTranscript("item_2", "Idiot!"));

        await Eventually.TrueAsync(() => scenario.Outcome is not null);
        Assert.Equal(CallCause.GuardrailEnded, scenario.Outcome!.Cause);
    }
}
