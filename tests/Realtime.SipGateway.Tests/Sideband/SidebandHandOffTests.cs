using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandHandOffTests
{
    private const string Desk = """ "greeting": "Hello there.", "hand_off": ["billing"] """;
    private const string Send = """ "send": { "type": "send_to_agent" } """;

    private const string Billing =
        """
        , "billing": { "model": "gpt-realtime-2.1", "instructions": "You do bills.", "tools": ["lookup"], "guardrails": [],
          "turn_detection": { "type": "server_vad", "silence_duration_ms": 700 } }
        , "vault": { "model": "gpt-realtime-2.1", "instructions": "Secret." }
        """;

    [Fact]
    public async Task Another_agent_goes_on_with_its_own_instructions_tools_and_guardrails()
    {
        await using var scenario = new SidebandScenario(agent: Desk, tools: Send, agents: Billing);
        var socket = await scenario.StartAndGreetAsync();
        HandOff(socket, "call_1", "billing");

        var update = (await socket.NextAsync("session.update")).GetProperty("session");
        Assert.Equal("You do bills.", update.GetProperty("instructions").GetString());
        Assert.Equal("lookup", Assert.Single(update.GetProperty("tools").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(700, update.GetProperty("audio").GetProperty("input").GetProperty("turn_detection").GetProperty("silence_duration_ms").GetInt32());
        Assert.False(update.TryGetProperty("model", out _));
        Assert.False(update.GetProperty("audio").GetProperty("output").TryGetProperty("voice", out _));
        await socket.NextAsync("conversation.item.create");
        await socket.NextAsync("response.create");
        Assert.Equal("billing", scenario.Call.Agent);
        Assert.Equal(new AgentSwitched("desk", "billing", "bill 7"), Assert.Single(scenario.Recorded<AgentSwitched>()));

        // What the first agent had is gone, what only it must not say may be said.
        socket.Say(Events.Created("resp_2"));
        socket.Say(Events.Words("resp_2", "item_2", "A full refund, of course."));
        socket.Say(Events.FunctionCall("resp_2", "call_2", "hang_up", "{}"));
        var output = (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("output").GetString();
        Assert.Contains("There is no tool hang_up", output, StringComparison.Ordinal);
        Assert.Empty(scenario.Recorded<GuardrailTripped>());
    }

    [Fact]
    public async Task What_the_first_agent_kept_from_being_written_is_not_written_piece_by_piece_later()
    {
        await using var scenario = new SidebandScenario(
            agent: Desk, tools: Send, agents: Billing, guardrail: """ "type": "personal_data", "kinds": ["card", "email"], "on": ["agent", "caller"], "action": "redact" """);
        var socket = await scenario.StartAndGreetAsync();
        HandOff(socket, "call_1", "billing");
        await scenario.RecordedAsync<AgentSwitched>();

        socket.Say(Events.Created("resp_2"));
        foreach (var piece in $"You are jane dot doe at example dot com, {string.Join(' ', Enumerable.Repeat("as far as I know", 12))}".Split(' '))
        {
            socket.Say(Events.Words("resp_2", "item_2", piece + " "));
        }

        foreach (var piece in $"My card is 4111 1111 1111 1111, {string.Join(' ', Enumerable.Repeat("as far as I know", 12))}".Split(' '))
        {
            socket.Say(Events.CallerWords("item_3", piece + " "));
        }

        socket.Say(Events.CallerTranscript("item_4", "And the other is 4111 1111"));
        await scenario.RecordedAsync<CallerSaid>();

        Assert.StartsWith("You are [email], as far", scenario.Partials(), StringComparison.Ordinal);
        Assert.StartsWith("My card is [card], as far", string.Concat(scenario.Live<CallerPartial>().Select(partial => partial.Text)), StringComparison.Ordinal);
        Assert.Equal("And the other is [digits]", scenario.Recorded<CallerSaid>()[0].Text);
    }

    [Theory]
    [InlineData("vault")]
    [InlineData("nobody")]
    public async Task An_agent_that_is_not_on_the_list_does_not_get_the_call(string agent)
    {
        await using var scenario = new SidebandScenario(agent: Desk, tools: Send, agents: Billing);
        var socket = await scenario.StartAndGreetAsync();
        HandOff(socket, "call_1", agent);

        var output = (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("output").GetString();
        Assert.Contains("known are: billing", output, StringComparison.Ordinal);
        Assert.Equal("desk", scenario.Call.Agent);
    }

    [Fact]
    public async Task After_a_broken_connection_the_new_agents_session_is_said_again()
    {
        await using var scenario = new SidebandScenario(agent: Desk, tools: Send, agents: Billing);
        var socket = await scenario.StartAndGreetAsync();
        HandOff(socket, "call_1", "billing");
        await socket.NextAsync("session.update");
        await scenario.RecordedAsync<AgentSwitched>();
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        var update = await scenario.Socket.NextAsync("session.update");

        Assert.Equal("You do bills.", update.GetProperty("session").GetProperty("instructions").GetString());
    }

    [Theory]
    [InlineData(""" "tools": ["send"] """, "agents.a.hand_off")]
    [InlineData(""" "hand_off": ["b"] """, "agents.a.hand_off")]
    [InlineData(""" "tools": ["send"], "hand_off": ["c"] """, "agents.a.hand_off[0]")]
    [InlineData(""" "tools": ["send"], "hand_off": ["other"] """, "agents.a.hand_off[0]")]
    public void A_hand_off_that_cannot_be_is_a_fault_of_the_policy(string agent, string path)
    {
        var text = $$"""
            { "agents": {
                "a": { "model": "m", "instructions": "x", {{agent}} }, "b": { "model": "m", "instructions": "x" }, "other": { "model": "n", "instructions": "x" } },
              "tools": { "send": { "type": "send_to_agent" } },
              "rules": [ { "name": "all", "accept": { "agent": "a" } } ] }
            """;
        var result = PolicyReader.Read(System.Text.Encoding.UTF8.GetBytes(text), new PolicySite(["openai"], "openai"));

        Assert.Equal(path, Assert.Single(result.Faults).Path);
    }

    private static void HandOff(FakeSocket socket, string functionCallId, string agent)
    {
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", functionCallId, "send", $$"""{"agent":"{{agent}}","summary":"bill 7"}"""));
        socket.Say(Events.Done("resp_1"));
    }
}
