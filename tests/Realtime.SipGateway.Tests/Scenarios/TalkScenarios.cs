using System.Text;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>What the gateway itself does in a conversation, from the phone to the model and back.</summary>
public sealed class TalkScenarios
{
    [Fact]
    public async Task The_first_words_wait_for_the_callers_ACK()
    {
        await using var scenario = await StartAsync("");
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        await caller.FinalAsync();
        await scenario.SeenAsync<SidebandReady>();
        // The answer comes again and again until it is acknowledged: time in which a greeting would be lost.
        await caller.FinalAsync();
        await caller.FinalAsync();

        await caller.AcknowledgeAsync();

        await SaidAsync(scenario, "Hello.");
        var events = await EndAsync(scenario, caller);
        Assert.InRange(IndexOf<CallAcknowledged>(events), IndexOf<SidebandReady>(events) + 1, IndexOf<AgentAudioStarted>(events) - 1);
        Assert.True(IndexOf<CallAcknowledged>(events) < IndexOf<AgentPartial, ResponseFinished>(events));
    }

    [Fact]
    public async Task An_agent_without_greeting_waits_until_it_is_spoken_to()
    {
        await using var scenario = await StartAsync("", greeting: "null");
        await SetScriptAsync(scenario, """{ "turns": [ { "caller": "Hm." }, { "agent": "Good evening." } ] }""");
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();

        await SayAsCallerAsync(scenario, "Is anybody there?");

        await SaidAsync(scenario, "Good evening.");
        var events = await EndAsync(scenario, caller);
        Assert.True(IndexOf<CallerSpeechStarted>(events) < IndexOf<AgentAudioStarted>(events));
        Assert.Equal(["Good evening."], events.OfType<AgentSaid>().Select(static said => said.Text));
    }

    [Fact]
    public async Task A_silent_caller_is_asked_and_then_left()
    {
        await using var scenario = await StartAsync(
            """ "silence": { "after_seconds": 2, "prompts": 1, "say": ["Are you there?"], "finish": { "say": "Goodbye then." } }, """);
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        await caller.ByeAsync();

        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Policy, CallCause.CallerSilent), (record.EndedBy, record.Cause));
        var events = await scenario.EventsAsync(record.CallId);
        Assert.Equal(["Hello.", "Are you there?", "Goodbye then."], events.OfType<AgentSaid>().Select(static said => said.Text));
        await NoViolationsAsync(scenario);
    }

    [Fact]
    public async Task The_model_is_told_what_the_caller_presses_and_answers()
    {
        await using var scenario = await StartAsync(""" "dtmf": "text", """);
        await SetScriptAsync(scenario, """{ "turns": [ { "agent": "Hello." }, { "agent": "Thank you, four and two." } ] }""");
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await SaidAsync(scenario, "Hello.");

        await PressAsync(scenario, "42#");

        await SaidAsync(scenario, "Thank you, four and two.");
        var events = await EndAsync(scenario, caller);
        Assert.Equal(new DigitsTold(2, "terminator"), Assert.Single(events.OfType<DigitsTold>()));
        Assert.Equal(["4", "2", "#"], events.OfType<DigitReceived>().Select(static key => key.Digit));
        await NoViolationsAsync(scenario);
    }

    [Fact]
    public async Task The_agent_speaks_of_its_own_accord_by_the_clock_and_by_what_the_model_decides()
    {
        await using var scenario = await StartAsync(
            """
            "prompts": [
              { "name": "help", "on": "silence", "after_seconds": 2, "max": 1, "check": "Speak if the caller needs help." },
              { "name": "note", "after_seconds": 5, "say": "By the way, we close at six." } ],
            """);
        await SetScriptAsync(scenario, """{ "turns": [ { "agent": "Hello." } ], "out_of_band": { "help": "{\"speak\":true,\"say\":\"Shall I help you?\"}" } }""");
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        await SaidAsync(scenario, "Shall I help you?");
        await SaidAsync(scenario, "By the way, we close at six.");

        var events = await EndAsync(scenario, caller);
        Assert.Equal([("help", "silence", "spoken"), ("note", "time", "spoken")], events.OfType<TalkPrompted>().Select(static one => (one.Prompt, one.Trigger, one.Result)));
        Assert.Equal(["Hello.", "Shall I help you?", "By the way, we close at six."], events.OfType<AgentSaid>().Select(static said => said.Text));
        Assert.Equal([null, "prompt", null, null], events.OfType<ResponseFinished>().Select(static one => one.Purpose));
        Assert.Empty(events.OfType<SidebandError>());
        await NoViolationsAsync(scenario);
    }

    [Fact]
    public async Task A_conversation_that_goes_on_too_long_is_left_with_a_sentence()
    {
        await using var scenario = await StartAsync(""" "limits": { "max_turns": 1, "finish": { "say": "We must end here." } }, """);
        await SetScriptAsync(scenario, """{ "turns": [ { "agent": "Hello." }, { "caller": "Hm." }, { "agent": "First answer." } ] }""");
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await SaidAsync(scenario, "Hello.");
        await SayAsCallerAsync(scenario, "First question.");
        await SaidAsync(scenario, "First answer.");

        await SayAsCallerAsync(scenario, "Second question.");
        await caller.ByeAsync();

        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Policy, CallCause.ConversationLimit), (record.EndedBy, record.Cause));
        var events = await scenario.EventsAsync(record.CallId);
        Assert.Equal("We must end here.", events.OfType<AgentSaid>().Last().Text);
        Assert.Equal(new TalkLimitReached("max_turns", 1, "finish"), Assert.Single(events.OfType<TalkLimitReached>()));
    }

    private static async Task<GatewayScenario> StartAsync(string agent, string greeting = "\"Hello.\"")
    {
        var scenario = await GatewayScenario.StartAsync(
            policy: text => text.Replace("\"greeting\": \"Hello.\",", $"{agent} \"greeting\": {greeting},", StringComparison.Ordinal));
        await SetScriptAsync(scenario, """{ "turns": [ { "agent": "Hello." } ] }""");
        return scenario;
    }

    private static int IndexOf<T>(IReadOnlyList<CallEventData> events) => events.TakeWhile(static one => one is not T).Count();

    private static int IndexOf<T, TOther>(IReadOnlyList<CallEventData> events) => events.TakeWhile(static one => one is not (T or TOther)).Count();

    private static async Task<IReadOnlyList<CallEventData>> EndAsync(GatewayScenario scenario, TrunkCaller caller)
    {
        await caller.HangUpAsync();
        return await scenario.EventsAsync((await scenario.RecordAsync(caller)).CallId);
    }

    private static async Task SaidAsync(GatewayScenario scenario, string text) => await GatewayScenario.EventuallyAsync(async () =>
        scenario.Calls.List().SingleOrDefault() is { } call && (await scenario.EventsAsync(call.Id)).OfType<AgentSaid>().Any(said => said.Text == text) ? text : null);

    private static async Task NoViolationsAsync(GatewayScenario scenario) =>
        Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());

    private static Task SetScriptAsync(GatewayScenario scenario, string json) => AskSimulatorAsync(scenario, HttpMethod.Put, "/simulator/script", json);

    private static async Task SayAsCallerAsync(GatewayScenario scenario, string text) =>
        await AskSimulatorAsync(scenario, HttpMethod.Post, await PathAsync(scenario, "say-as-caller"), $$"""{ "text": "{{text}}" }""");

    private static async Task PressAsync(GatewayScenario scenario, string digits) =>
        await AskSimulatorAsync(scenario, HttpMethod.Post, await PathAsync(scenario, "press-as-caller"), $$"""{ "digits": "{{digits}}" }""");

    private static async Task<string> PathAsync(GatewayScenario scenario, string what) =>
        $"/simulator/calls/{(await scenario.OpenAiCallsAsync()).Single().GetProperty("id").GetString()}/{what}";

    private static async Task AskSimulatorAsync(GatewayScenario scenario, HttpMethod method, string path, string json)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(method, new Uri(scenario.OpenAi.ApiBaseUrl, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
