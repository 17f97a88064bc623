using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>A conversation that another process goes on with, after one agent handed it to another.</summary>
public sealed class SidebandTakeOverTests
{
    private const string Desk = """ "greeting": "Hello there.", "hand_off": ["billing"] """;
    private const string Send = """ "send": { "type": "send_to_agent" } """;
    private const string Codes = """ "type": "patterns", "action": "redact", "patterns": ["project [a-z]+"] """;

    private const string Billing =
        """
        , "billing": { "model": "gpt-realtime-2.1", "instructions": "You do bills.", "tools": ["lookup", "back"], "hand_off": ["desk"], "voice": "cedar" }
        """;

    private const string Back = Send + """, "back": { "type": "send_to_agent" } """;

    [Fact]
    public async Task What_an_earlier_agent_takes_out_stays_out_in_the_next_process()
    {
        await using var scenario = await SwitchedAsync();
        var socket = await scenario.HandOverAsync();
        await socket.NextAsync("session.update");

        foreach (var piece in $"Well, project heron {string.Join(' ', Enumerable.Repeat("as far as I know", 12))}".Split(' '))
        {
            socket.Say(Events.CallerWords("item_9", piece + " "));
        }

        socket.Say(Events.CallerTranscript("item_9", "It is about project falcon."));
        socket.Say(Events.FunctionCall("resp_9", "call_9", "lookup", """{"id":"project heron"}"""));

        var said = await scenario.RecordedAsync<CallerSaid>();
        Assert.Equal("It is about [redacted].", said.Text);
        Assert.StartsWith("Well, [redacted] as far", string.Concat(scenario.Live<CallerPartial>().Select(partial => partial.Text)), StringComparison.Ordinal);
        Assert.DoesNotContain("heron", (await scenario.RecordedAsync<ToolCalled>(2)).Arguments, StringComparison.Ordinal);
        Assert.Equal("[redacted]", scenario.Call.Redact("project falcon"));
    }

    [Fact]
    public async Task A_snapshot_without_the_earlier_agents_still_names_the_first_one()
    {
        await using var scenario = await SwitchedAsync();
        await scenario.HandOverAsync(static left => left with { EarlierAgents = null });
        await scenario.Socket.NextAsync("session.update");

        Assert.Equal(["desk"], scenario.Call.EarlierAgents);
        Assert.Equal("[redacted]", scenario.Call.Redact("project falcon"));
    }

    [Fact]
    public async Task The_session_of_the_agent_that_has_the_call_is_said_anew_without_a_greeting()
    {
        await using var scenario = await SwitchedAsync();
        var socket = await scenario.HandOverAsync();

        var session = (await socket.NextAsync("session.update")).GetProperty("session");
        Assert.Equal("You do bills.", session.GetProperty("instructions").GetString());
        Assert.Equal(["lookup", "back"], session.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()));
        Assert.False(session.GetProperty("audio").GetProperty("output").TryGetProperty("voice", out _));
        await scenario.SettleAsync();
        socket.NothingMore();
        Assert.Equal("billing", scenario.Call.Agent);
    }

    [Fact]
    public async Task A_call_that_no_agent_handed_on_is_taken_over_without_a_new_session()
    {
        await using var scenario = new SidebandScenario(agent: Desk, tools: Back, agents: Billing, guardrail: Codes);
        await scenario.StartAndGreetAsync();
        var socket = await scenario.HandOverAsync();

        await scenario.SettleAsync();
        socket.NothingMore();
        Assert.Empty(scenario.Call.EarlierAgents);
    }

    [Fact]
    public async Task Two_processes_later_every_agent_of_the_call_is_still_known()
    {
        await using var scenario = await SwitchedAsync();
        var socket = await scenario.HandOverAsync();
        await socket.NextAsync("session.update");
        HandOff(socket, "resp_5", "call_5", "back", "desk");
        await scenario.RecordedAsync<AgentSwitched>(2);
        socket.Say(Events.OutputKept("call_5"));
        await scenario.SettleAsync();
        await scenario.HandOverAsync();

        Assert.Equal("desk", scenario.Call.Agent);
        Assert.Equal(["desk", "billing"], scenario.Call.EarlierAgents);
        Assert.Equal("Help.", (await scenario.Socket.NextAsync("session.update")).GetProperty("session").GetProperty("instructions").GetString());
        Assert.Equal("[redacted]", scenario.Call.Redact("project falcon"));
    }

    /// <summary>The first agent, which redacts, gave the call to one that does not.</summary>
    private static async Task<SidebandScenario> SwitchedAsync()
    {
        var scenario = new SidebandScenario(agent: Desk, tools: Back, agents: Billing, guardrail: Codes);
        var socket = await scenario.StartAndGreetAsync();
        HandOff(socket, "resp_1", "call_1", "send", "billing");
        await scenario.RecordedAsync<AgentSwitched>();
        socket.Say(Events.OutputKept("call_1"));
        await scenario.SettleAsync();
        return scenario;
    }

    private static void HandOff(FakeSocket socket, string response, string functionCallId, string tool, string agent)
    {
        socket.Say(Events.Created(response));
        socket.Say(Events.FunctionCall(response, functionCallId, tool, $$"""{"agent":"{{agent}}","summary":"bill 7"}"""));
        socket.Say(Events.Done(response));
    }
}
