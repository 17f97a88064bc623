using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Instructions;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Instructions;

public class CallAgentTests
{
    private static readonly CallFacts Call = new()
    {
        Source = CallSourceKind.Sip,
        Trunk = "carrier",
        Dialled = "+15550100",
        Caller = "+4930123456",
        CallerName = "Maria Müller",
        At = new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero),
        Headers = [new("X-Customer-Id", "00427")],
    };

    [Fact]
    public void Slots_are_filled_with_what_is_known_of_the_call()
    {
        var agent = Agent(
            "Caller {{caller.number}} ({{ caller.name }}) from {{caller.country}} dialled {{dialled}} over {{trunk}}; customer {{header.x-customer-id|digits}}; "
            + "it is {{weekday}}, {{now}}, that is {{date}} at {{time}}; plan {{var.plan}}.") with
        {
            TimeZone = "Europe/Berlin",
            Variables = new Dictionary<string, string> { ["plan"] = "basic" },
        };

        var text = CallAgent.Of(agent, null, Call).Definition.Instructions;

        Assert.Equal(
            CallAgent.Notice + "\n\nCaller <caller_data>\"+4930123456\"</caller_data> (<caller_data>\"Maria Müller\"</caller_data>) from DE dialled <caller_data>\"+15550100\"</caller_data> over carrier; "
            + "customer <caller_data>\"00427\"</caller_data>; it is Sunday, 2026-10-25 02:30, that is 2026-10-25 at 02:30; plan basic.",
            text);
    }

    [Fact]
    public void What_is_not_known_is_null_and_a_clock_without_time_unknown()
    {
        var nobody = new CallFacts { Source = CallSourceKind.Webhook };

        Assert.Equal(
            CallAgent.Notice + "\n\n<caller_data>null</caller_data> <caller_data>null</caller_data> unknown unknown none",
            CallAgent.Of(Agent("{{caller.number}} {{header.X-A}} {{caller.country}} {{now}} {{trunk}}"), null, nobody).Definition.Instructions);
    }

    [Fact]
    public void A_text_without_slots_stays_as_it_is_and_braces_can_be_written()
    {
        Assert.Equal("Be { kind } to {{all}} of them }}.", CallAgent.Of(Agent("Be { kind } to {{{{all}} of them }}."), null, Call).Definition.Instructions);
        Assert.Equal("It is 00:30.", CallAgent.Of(Agent("It is {{time}}."), null, Call).Definition.Instructions);
    }

    [Fact]
    public void A_rule_sets_model_voice_language_and_variables_for_its_calls()
    {
        var policy = PolicyText.Publish(
            """
            { "agents": { "desk": { "model": "m1", "voice": "v1", "language": "en", "instructions": "Plan {{var.plan}}.", "greeting": "Hello {{var.who}}.",
                                    "variables": { "plan": "basic", "who": "there" } } },
              "rules": [
                { "name": "canary", "when": { "caller": [ "+49*" ] }, "accept": { "agent": "desk", "model": "m2", "voice": "v2", "language": "de", "variables": { "plan": "gold" } } },
                { "name": "rest", "accept": { "agent": "desk" } } ] }
            """);

        var canary = Of(policy, Call);
        var rest = Of(policy, Call with { Caller = "+15550199" });

        Assert.Equal(("m2", "v2", "de", "Plan gold.", "Hello there."), canary);
        Assert.Equal(("m1", "v1", "en", "Plan basic.", "Hello there."), rest);
    }

    [Fact]
    public void A_call_that_another_process_takes_up_has_the_same_instructions()
    {
        var agent = Agent("{{caller.name}} {{now}} {{var.plan}}") with { Greeting = "Hello {{caller.name}}" };
        var decision = CallDecision.Accept("r", "1", "desk", "openai", []) with { Overrides = new AgentOverrides(Variables: new Dictionary<string, string> { ["plan"] = "gold" }) };
        var snapshot = new CallSnapshot
        {
            Id = CallId.New(TimeProvider.System),
            Facts = Call,
            StartedAt = Call.At!.Value,
            Decision = decision,
            Attempt = 1,
            State = CallState.Accepted,
            Sequence = 1,
            LeftAt = Call.At.Value,
        };
        var json = System.Text.Json.JsonSerializer.Serialize(snapshot, CallSnapshotJson.Default.CallSnapshot);
        var read = System.Text.Json.JsonSerializer.Deserialize(json, CallSnapshotJson.Default.CallSnapshot)!;

        Assert.Equal(CallAgent.Of(agent, decision, Call).Definition, CallAgent.Of(agent, read.Decision, read.Facts).Definition);
        Assert.True(CallAgent.Of(agent, decision, Call).GreetingHoldsCallerData);
    }

    private static AgentDefinition Agent(string instructions) => new() { Model = "m", Instructions = instructions };

    private static (string Model, string? Voice, string? Language, string Instructions, string? Greeting) Of(Policy policy, CallFacts facts)
    {
        var decision = RuleEngine.Decide(policy, facts, "openai");
        var agent = CallAgent.Of(policy.Document.Agents[decision.Agent!], decision, facts).Definition;
        return (agent.Model, agent.Voice, agent.Language, agent.Instructions, agent.Greeting);
    }
}
