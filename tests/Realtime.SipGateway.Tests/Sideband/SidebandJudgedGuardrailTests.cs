using System.Net;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>Guardrails that a service of the site judges: in time, too late, not at all.</summary>
public sealed class SidebandJudgedGuardrailTests
{
    private const string Http = """ "type": "http", "url": "https://api.example.com/judge", "timeout_ms": 1500 """;

    [Fact]
    public async Task A_sentence_that_the_service_forbids_is_cut_while_it_is_heard()
    {
        await using var scenario = Judging(Http, _ => """{"allow":false,"reason":"promises a refund"}""");
        var socket = await SpeakAsync(scenario, "You will surely ", "get your money back.", " And more");

        Assert.Equal("resp_1", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
        await socket.NextAsync("output_audio_buffer.clear");
        socket.Say(Events.Audio("cleared", "resp_1"));
        socket.Say(Events.Done("resp_1", "cancelled"));
        Assert.Equal("item_1", (await socket.NextAsync("conversation.item.delete")).GetProperty("item_id").GetString());
        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");

        var judged = Assert.Single(scenario.Recorded<GuardrailJudged>());
        Assert.Equal(("own", "agent", "item_1", "resp_1", "violated", "promises a refund"), (judged.Guardrail, judged.Side, judged.ItemId, judged.ResponseId, judged.Verdict, judged.Matched));
        Assert.Equal("promises a refund", Assert.Single(scenario.Recorded<GuardrailTripped>()).Matched);
        Assert.Equal("own", (await scenario.RecordedAsync<SpeechStopped>()).Guardrail);
    }

    [Fact]
    public async Task The_service_is_told_who_said_what()
    {
        await using var scenario = Judging(Http, _ => """{"allow":true}""");
        await SpeakAsync(scenario, "My card is 4111 1111 1111 1111, as I said.");
        await scenario.RecordedAsync<GuardrailJudged>();

        var body = JsonElement.Parse(Assert.Single(scenario.Tools.Requests).Body);
        Assert.Equal(scenario.Call.Id.Value, body.GetProperty("call").GetString());
        Assert.Equal(("desk", "own", "agent", "item_1"), (
            body.GetProperty("agent").GetString(), body.GetProperty("guardrail").GetString(), body.GetProperty("side").GetString(), body.GetProperty("item").GetString()));
        Assert.StartsWith("My card is ", body.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(body.GetProperty("complete").GetBoolean());
        Assert.Empty(scenario.Recorded<GuardrailTripped>());
        Assert.Equal("allowed", scenario.Recorded<GuardrailJudged>()[0].Verdict);
    }

    [Fact]
    public async Task Words_are_asked_about_one_question_at_a_time_and_the_latest_count()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        await using var scenario = new SidebandScenario(guardrail: Http);
        scenario.Tools.Answer = (number, _) => number == 1 ? answer.Task : Task.FromResult(FakeService.Say("""{"allow":true}"""));
        var socket = await SpeakAsync(scenario, "This is the first sentence.");
        await Eventually.TrueAsync(() => scenario.Tools.Requests.Count == 1);
        socket.Say(Events.Words("resp_1", "item_1", " This is the second one."));
        socket.Say(Events.Words("resp_1", "item_1", " And this is the third."));
        await scenario.SettleAsync();
        Assert.Single(scenario.Tools.Requests);

        answer.SetResult(FakeService.Say("""{"allow":true}"""));
        await scenario.RecordedAsync<GuardrailJudged>(2);

        Assert.Equal(2, scenario.Tools.Requests.Count);
        Assert.Equal(
            "This is the first sentence. This is the second one. And this is the third.",
            JsonElement.Parse(scenario.Tools.Requests[1].Body).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_verdict_on_an_answer_that_was_heard_takes_its_words_back()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        await using var scenario = new SidebandScenario(guardrail: Http);
        scenario.Tools.Answer = (_, _) => answer.Task;
        var socket = await SpeakAsync(scenario, "You will get your money back.");
        socket.Say(Events.Transcript("resp_1", "item_1", "You will get your money back."));
        socket.Say(Events.Done("resp_1"));
        socket.Say(Events.Audio("stopped", "resp_1"));
        await scenario.RecordedAsync<AgentSaid>();

        answer.SetResult(FakeService.Say("""{"allow":false}"""));

        Assert.Equal("item_1", (await socket.NextAsync("conversation.item.delete")).GetProperty("item_id").GetString());
        Assert.Contains("take it back", (await socket.NextAsync("conversation.item.create")).GetRawText(), StringComparison.Ordinal);
        await scenario.SettleAsync();
        socket.NothingMore();
        Assert.Single(scenario.Recorded<GuardrailTripped>());
    }

    [Theory]
    [InlineData("nothing", "timeout")]
    [InlineData("{}", "malformed")]
    [InlineData("""{"allow":"no"}""", "malformed")]
    [InlineData("<html>", "malformed")]
    [InlineData("500", "service")]
    public async Task Without_a_verdict_an_open_guardrail_lets_the_agent_speak_and_a_closed_one_does_not(string answer, string failure)
    {
        foreach (var closed in new[] { false, true })
        {
            await using var scenario = new SidebandScenario(guardrail: Http + (closed ? """, "on_failure": "closed" """ : ""));
            scenario.Tools.Answer = async (_, cancellationToken) =>
            {
                if (answer == "nothing")
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                return FakeService.Say(answer, answer == "500" ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
            };
            var socket = await SpeakAsync(scenario, "This is a whole sentence.");
            await scenario.AdvanceUntilAsync(() => scenario.Recorded<GuardrailJudged>().Count == 1);

            Assert.True(scenario.Recorded<GuardrailJudged>()[0] is { Verdict: "failed" } judged && judged.Failure == failure);
            if (closed)
            {
                await socket.NextAsync("response.cancel");
                Assert.Equal("no verdict: " + failure, scenario.Recorded<GuardrailTripped>()[0].Matched);
            }
            else
            {
                await scenario.SettleAsync();
                socket.NothingMore();
                Assert.Empty(scenario.Recorded<GuardrailTripped>());
            }
        }
    }

    [Fact]
    public async Task What_the_caller_says_is_judged_when_it_is_complete_and_trips_add_up()
    {
        await using var scenario = Judging(
            Http + """, "action": "warn", "on": ["caller"], "instead": "Stay polite.", "end_after": 2 """, _ => """{"allow":false,"reason":"abuse"}""");
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.CallerTranscript("item_1", "You idiot"));
        Assert.Contains("Stay polite.", (await socket.NextAsync("conversation.item.create")).GetRawText(), StringComparison.Ordinal);
        Assert.Null(scenario.Outcome);

        socket.Say(Events.CallerTranscript("item_2", "Idiot!"));

        await Eventually.TrueAsync(() => scenario.Outcome is not null);
        Assert.Equal(new CallOutcome(CallEndedBy.Policy, CallCause.GuardrailEnded, Reason: "own"), scenario.Outcome);
        Assert.Equal(["caller", "caller"], scenario.Recorded<GuardrailJudged>().Select(judged => judged.Side));
    }

    [Fact]
    public async Task A_card_number_that_is_said_in_two_turns_is_told_to_nobody()
    {
        await using var scenario = new SidebandScenario(
            guardrail: Http + """, "action": "warn", "on": ["caller"] """, agent: "\"handler\": { \"timeout_ms\": 2000 }",
            guardrails: """ "data": { "type": "personal_data", "kinds": ["card"], "on": ["caller"], "action": "warn" } """);
        scenario.Tools.Answer = (_, _) => Task.FromResult(FakeService.Say("""{"allow":true}"""));
        var socket = await scenario.StartAsync();
        socket.Say(Events.CallerTranscript("item_1", "My number is 4111 1111"));
        await scenario.RecordedAsync<GuardrailJudged>();
        socket.Say(Events.CallerTranscript("item_2", "and then one one one one, 1111."));
        await scenario.RecordedAsync<GuardrailJudged>(2);

        string[] written = ["My number is [digits]", "and then [digits]."];
        Assert.Equal(written, scenario.Tools.Requests.Select(request => JsonElement.Parse(request.Body).GetProperty("text").GetString()));
        Assert.Equal(written, scenario.Live<HandlerTurnOpened>().Select(turn => turn.Text));
        Assert.Equal(written, scenario.Recorded<CallerSaid>().Select(said => said.Text));
        Assert.Equal("data", Assert.Single(scenario.Recorded<GuardrailTripped>()).Guardrail);
    }

    [Fact]
    public async Task A_card_number_that_the_agent_is_amid_is_not_told_and_the_turn_is_bounded()
    {
        await using var scenario = new SidebandScenario(
            guardrail: Http + """, "on": ["agent", "caller"], "action": "warn" """, guardrails: """ "data": { "type": "personal_data", "kinds": ["card"], "action": "redact" } """);
        scenario.Tools.Answer = (_, _) => Task.FromResult(FakeService.Say("""{"allow":true}"""));
        var socket = await SpeakAsync(scenario, "I read it back to you: 4111 1111.");
        await scenario.RecordedAsync<GuardrailJudged>();
        socket.Say(Events.CallerTranscript("item_2", "Yes. " + new string('a', 40_000)));
        await scenario.RecordedAsync<GuardrailJudged>(2);

        var texts = scenario.Tools.Requests.Select(request => JsonElement.Parse(request.Body).GetProperty("text").GetString()!).ToList();
        Assert.Equal("I read it back to you: [digits].", texts[0]);
        Assert.Equal(4_000, texts[1].Length);
    }

    [Fact]
    public async Task A_question_that_is_open_when_the_call_ends_is_given_up()
    {
        await using var scenario = new SidebandScenario(guardrail: Http);
        scenario.Tools.Answer = static async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return FakeService.Say("{}");
        };
        await SpeakAsync(scenario, "This is a whole sentence.");
        await Eventually.TrueAsync(() => scenario.Tools.Requests.Count == 1);

        scenario.Call.End(CallOutcome.CallerHungUp);
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);

        Assert.Empty(scenario.Recorded<GuardrailTripped>());
    }

    private static SidebandScenario Judging(string guardrail, Func<int, string> answer)
    {
        var scenario = new SidebandScenario(guardrail: guardrail);
        scenario.Tools.Answer = (number, _) => Task.FromResult(FakeService.Say(answer(number)));
        return scenario;
    }

    private static async Task<FakeSocket> SpeakAsync(SidebandScenario scenario, params string[] pieces)
    {
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Audio("started", "resp_1"));
        foreach (var piece in pieces)
        {
            socket.Say(Events.Words("resp_1", "item_1", piece));
        }

        return socket;
    }
}
