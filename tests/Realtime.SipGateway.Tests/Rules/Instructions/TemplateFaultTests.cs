using System.Text.Json;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Instructions;

public class TemplateFaultTests
{
    [Theory]
    [InlineData("{{caler.name}}", "agents.desk.instructions: \"{{caler.name}}\" is no slot; did you mean \"caller.name\"?")]
    [InlineData("{{caller.name|txt}}", "agents.desk.instructions: \"{{caller.name|txt}}\" has no kind that is known; did you mean \"text\"?")]
    [InlineData("{{caller.name|text 501}}", "agents.desk.instructions: \"{{caller.name|text 501}}\" has a length that is out of range; 1 to 500")]
    [InlineData("{{caller.name|text 0}}", "agents.desk.instructions: \"{{caller.name|text 0}}\" has a length that is out of range; 1 to 500")]
    [InlineData("{{caller.name|text|word}}", "agents.desk.instructions: \"{{caller.name|text|word}}\" has more than one kind; write {{name|kind}}")]
    [InlineData("{{now|text}}", "agents.desk.instructions: \"{{now|text}}\" takes no kind: its value is not the caller's; write {{now}}")]
    [InlineData("{{caller}}", "agents.desk.instructions: \"{{caller}}\" is no slot; did you mean \"caller.number\"?")]
    [InlineData("Say {{caller.name to all", "agents.desk.instructions: \"{{caller.name to all\" is not closed; write }} behind the name, or {{{{ where two braces are meant")]
    [InlineData("End with </caller_data>", "agents.desk.instructions: <caller_data> holds the mark of caller data itself; the gateway writes it around values")]
    [InlineData("{{var.plan}}", "rules[0].accept.variables.plan: is missing; agent desk uses {{var.plan}}: set it here, or a usual value in agents.desk.variables")]
    public void A_slot_that_means_nothing_is_a_fault_with_advice(string instructions, string fault) => Assert.Equal([fault], Faults(instructions));

    [Fact]
    public void A_text_that_could_grow_too_long_is_a_fault()
    {
        var fault = Assert.Single(Faults(string.Concat(Enumerable.Repeat("{{caller.name|text 500}}", 11))));

        Assert.StartsWith("agents.desk.instructions: could have 33", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_nobody_uses_is_a_typing_error()
    {
        var fault = Assert.Single(Faults("{{var.plan}}", """ "variables": { "plan": "y", "paln": "x" } """));

        Assert.Equal("agents.desk.variables.paln: \"x\" is used nowhere in the texts of agent desk; did you mean \"plan\"?", fault);
    }

    [Fact]
    public void The_value_of_a_variable_holds_no_slots()
    {
        var fault = Assert.Single(Faults("{{var.plan}}", """ "variables": { "plan": "{{caller.name}}" } """));

        Assert.Equal("agents.desk.variables.plan: \"{{caller.name}}\" holds a slot or the mark of caller data: values are not filled in again", fault);
    }

    [Fact]
    public void The_greeting_is_checked_as_the_instructions_are() => Assert.Equal(
        ["agents.desk.greeting: \"{{name}}\" is no slot; did you mean \"caller.name\"?"], Faults("Be kind.", """ "greeting": "Hello {{name}}" """));

    [Fact]
    public void A_time_zone_of_an_agent_exists() => Assert.Equal(
        ["agents.desk.time_zone: \"Europe/Berlni\" is no IANA time zone; did you mean \"Europe/Berlin\"?"], Faults("Be kind.", """ "time_zone": "Europe/Berlni" """));

    [Fact]
    public void An_agent_that_takes_hand_offs_has_a_usual_value_of_every_variable() => Assert.Equal(
        ["agents.shop.variables.plan: is missing; agent desk hands calls to this one, which uses {{var.plan}}: set a usual value here"],
        PolicyText.Read(
            """
            { "agents": { "desk": { "model": "m", "instructions": "i", "tools": [ "send" ], "hand_off": [ "shop" ] },
                          "shop": { "model": "m", "instructions": "{{var.plan}}" } },
              "tools": { "send": { "type": "send_to_agent" } },
              "rules": [ { "name": "shop", "when": { "caller": [ "+1*" ] }, "accept": { "agent": "shop", "variables": { "plan": "gold" } } },
                         { "name": "all", "accept": { "agent": "desk" } } ] }
            """).Faults.Select(fault => fault.ToString()));

    private static IEnumerable<string> Faults(string instructions, string? more = null) => PolicyText.Read(
        $$"""
        { "agents": { "desk": { "model": "m", "instructions": {{JsonSerializer.Serialize(instructions)}}{{(more is null ? "" : ", " + more)}} } },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
        """).Faults.Select(fault => fault.ToString());
}
