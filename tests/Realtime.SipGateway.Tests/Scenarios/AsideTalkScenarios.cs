using Realtime.SipGateway.Calls.Events;
using Xunit;
using static Realtime.SipGateway.Tests.Scenarios.ToolStage;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>What the caller hears beside the conversation: words while a tool takes its time, the question for digits.</summary>
public sealed class AsideTalkScenarios
{
    private const string Filler = "One moment, I am looking.";

    [Fact]
    public async Task A_slow_tool_is_bridged_by_words_that_the_caller_hears()
    {
        await using var shop = await ScriptedShop.StartAsync(isSlow: true);
        await using var scenario = await StartAsync(
            """ { "call_tool": { "name": "work", "arguments": {} } }, { "agent": "It is {{output.state}}." } """, Work(shop, afterMs: 100, Filler));
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);

        await SaidAsync(scenario, Filler);
        shop.Release();
        await SaidAsync(scenario, "It is done.");

        var (_, events) = await EndAsync(scenario, caller);
        var filler = ResponseOf(events, Filler);
        Assert.True(IndexOf(events, one => one is AgentAudioStarted audio && audio.ResponseId == filler) < IndexOf(events, static one => one is ToolCompleted));
        Assert.True(IndexOf(events, one => one is AgentSaid said && said.ResponseId == filler) < IndexOf(events, static one => one is ToolCompleted));
        Assert.Equal(["Hello.", Filler, "It is done."], events.OfType<AgentSaid>().Select(static said => said.Text));
        Assert.All(events.OfType<AgentSaid>(), static said => Assert.False(said.Interrupted));
        Assert.Equal(3, events.OfType<AgentAudioStarted>().Count());
    }

    [Fact]
    public async Task A_quick_tool_needs_no_words()
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var scenario = await StartAsync(
            """ { "call_tool": { "name": "work", "arguments": {} } }, { "agent": "It is {{output.state}}." } """, Work(shop, afterMs: 25_000, Filler));
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);

        await SaidAsync(scenario, "It is done.");

        var (_, events) = await EndAsync(scenario, caller);
        Assert.Equal(["Hello.", "It is done."], events.OfType<AgentSaid>().Select(static said => said.Text));
    }

    [Fact]
    public async Task A_caller_who_speaks_over_those_words_is_listened_to_while_the_tool_goes_on()
    {
        var filler = "One moment, I am looking" + string.Concat(Enumerable.Repeat(", and looking", 30)) + ".";
        await using var shop = await ScriptedShop.StartAsync(isSlow: true);
        await using var scenario = await StartAsync(
            """
            { "call_tool": { "name": "work", "arguments": {} } },
            { "caller": "Hurry." }, { "agent": "I do." }, { "agent": "It is {{output.state}}." }
            """,
            Work(shop, afterMs: 100, filler),
            pace: 2);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);
        await GatewayScenario.EventuallyAsync<object>(async () =>
            (await scenario.EventsAsync(scenario.Calls.List().Single().Id)).OfType<AgentAudioStarted>().ElementAtOrDefault(1));

        await scenario.SayAsCallerAsync("Hurry.");
        await SaidAsync(scenario, "I do.");
        shop.Release();
        await SaidAsync(scenario, "It is done.");

        var (_, events) = await EndAsync(scenario, caller);
        var said = events.OfType<AgentSaid>().ToList();
        Assert.Equal([false, true, false, false], said.Select(static one => one.Interrupted));
        Assert.StartsWith("One moment", said[1].Text, StringComparison.Ordinal);
        Assert.True(Assert.Single(events.OfType<ToolCompleted>()).Succeeded);
        Assert.Single(shop.Bodies);
    }

    [Fact]
    public async Task The_question_for_digits_is_heard_and_answered_on_the_keys()
    {
        await using var scenario = await StartAsync(
            """ { "call_tool": { "name": "ask", "arguments": {} } }, { "agent": "You are number {{output.digits}}." } """,
            """ "ask": { "type": "collect_digits", "min_digits": 3, "max_digits": 3, "prompt": "Enter your number." } """);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);
        await SaidAsync(scenario, "Enter your number.");

        await PressAsync(scenario, "471");

        await SaidAsync(scenario, "You are number 471.");
        var (_, events) = await EndAsync(scenario, caller);
        Assert.Equal(["Hello.", "Enter your number.", "You are number 471."], events.OfType<AgentSaid>().Select(static said => said.Text));
        Assert.Equal(3, events.OfType<AgentAudioStarted>().Count());
        Assert.Contains(events.OfType<AgentAudioStarted>(), audio => audio.ResponseId == ResponseOf(events, "Enter your number."));
    }

    private static string Work(ScriptedShop shop, int afterMs, string filler) =>
        $$"""
        "work": { "type": "http", "description": "Works.", "method": "POST", "url": "{{shop.Url}}", "timeout_ms": 30000,
          "parameters": { "type": "object" }, "filler": { "after_ms": {{afterMs}}, "say": [ "{{filler}}" ] } }
        """;

    private static string ResponseOf(IReadOnlyList<CallEventData> events, string text) => events.OfType<AgentSaid>().Single(said => said.Text == text).ResponseId;

    private static int IndexOf(IReadOnlyList<CallEventData> events, Func<CallEventData, bool> isIt) => events.TakeWhile(one => !isIt(one)).Count();
}
