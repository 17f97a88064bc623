using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Patterns and personal data, from the phone to the model and into what is stored.</summary>
public sealed class WordGuardrailScenarios
{
    [Fact]
    public async Task A_code_that_a_pattern_forbids_is_cut_off_and_the_agent_goes_on()
    {
        await using var scenario = await StartAsync(
            """ "type": "patterns", "patterns": [ "\\bx-[0-9]{4}\\b" ], "instead": "Never say codes." """,
            """
            { "agent": "The code is X-1234 and now I will tell you a very long story of how it came about and who made it." },
            { "agent": "I must not say that.", "after": "stopped" }
            """);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller, "What is the code?");

        await SaidAsync(scenario, "I must not say that.");

        var events = await EndAsync(scenario, caller);
        var trip = Assert.Single(events.OfType<GuardrailTripped>());
        Assert.Equal(("own", "stop", @"\bx-[0-9]{4}\b", false), (trip.Guardrail, trip.Action, trip.Matched, trip.Late));
        Assert.Equal("own", Assert.Single(events.OfType<SpeechStopped>()).Guardrail);
        Assert.DoesNotContain(events.OfType<AgentSaid>(), static said => !said.Interrupted && said.Text.Contains("story", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Personal_data_of_both_sides_is_in_nothing_that_is_stored()
    {
        await using var scenario = await StartAsync(
            """ "type": "personal_data", "kinds": [ "card", "email" ], "on": [ "agent", "caller" ], "action": "redact" """,
            """ { "agent": "I write to jane.doe@example.com today." } """);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller, "My card is 4111 1111 1111 1111 if you need it.");

        await GatewayScenario.EventuallyAsync<object>(async () =>
            (await scenario.EventsAsync(scenario.Calls.List().Single().Id)).OfType<AgentSaid>().ElementAtOrDefault(1));

        var events = await EndAsync(scenario, caller);
        Assert.Equal("My card is [card] if you need it.", Assert.Single(events.OfType<CallerSaid>()).Text);
        Assert.Equal("I write to [email] today.", events.OfType<AgentSaid>().ElementAt(1).Text);
        Assert.Equal([true, true], events.Where(static one => one is CallerSaid or AgentSaid { Text: not "Hello." }).Select(static one => one.Redacted));
        var record = await scenario.RecordAsync(caller);
        Assert.Equal((events.Count(static one => one.Redacted is true), "secrets, guardrails"), (record.GuardrailRedactions, record.Redaction));
        foreach (var secret in new[] { "4111", "1111", "jane.doe" })
        {
            Assert.DoesNotContain(events, one => one.ToString()!.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(scenario.Log.Lines, line => line.Message.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static async Task<GatewayScenario> StartAsync(string guardrail, string turns)
    {
        var scenario = await GatewayScenario.StartAsync(policy: text => text
            .Replace("\"guardrails\": [ \"no-promises\" ]", "\"guardrails\": [ \"no-promises\", \"own\" ]", StringComparison.Ordinal)
            .Replace("\"guardrails\": { ", $"\"guardrails\": {{ \"own\": {{ {guardrail} }}, ", StringComparison.Ordinal));
        await scenario.SetScriptAsync($$"""{ "turns": [ { "agent": "Hello." }, { "caller": "Hm." }, {{turns}} ] }""");
        return scenario;
    }

    private static async Task AskAsync(GatewayScenario scenario, TrunkCaller caller, string question)
    {
        await caller.CallAsync();
        await SaidAsync(scenario, "Hello.");
        await scenario.SayAsCallerAsync(question);
    }

    private static Task<object> SaidAsync(GatewayScenario scenario, string text) => GatewayScenario.EventuallyAsync<object>(async () =>
        scenario.Calls.List().SingleOrDefault() is { } call ? (await scenario.EventsAsync(call.Id)).OfType<AgentSaid>().FirstOrDefault(said => said.Text == text) : null);

    private static async Task<IReadOnlyList<CallEventData>> EndAsync(GatewayScenario scenario, TrunkCaller caller)
    {
        await caller.HangUpAsync();
        var events = await scenario.EventsAsync((await scenario.RecordAsync(caller)).CallId);
        Assert.Empty(events.OfType<SidebandError>());
        Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());
        return events;
    }
}
