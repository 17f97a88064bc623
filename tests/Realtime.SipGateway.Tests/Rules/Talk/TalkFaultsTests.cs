using Realtime.SipGateway.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Talk;

public sealed class TalkFaultsTests
{
    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var read = Read(""" "silence": {} """);

        Assert.Empty(read.Faults);
        var agent = read.Document!.Agents["desk"];
        Assert.Equal((10, 2), (agent.Silence!.AfterSeconds, agent.Silence.Prompts));
        Assert.Equal((0, null, null, "off"), (agent.Silence.Say.Count, agent.Silence.Instructions, agent.Silence.Finish, agent.Dtmf));
        Assert.Null(Read(""" "voice": "marin" """).Document!.Agents["desk"].Silence);
    }

    [Theory]
    [InlineData(""" "silence": { "after_seconds": 1 } """, "$.agents.desk.silence.after_seconds")]
    [InlineData(""" "silence": { "prompts": 11 } """, "$.agents.desk.silence.prompts")]
    [InlineData(""" "silence": { "say": ["Hello?"], "instructions": "Ask." } """, "agents.desk.silence.instructions")]
    [InlineData(""" "silence": { "prompts": 1, "say": ["Hello?", "Anybody?"] } """, "agents.desk.silence.say")]
    [InlineData(""" "silence": { "finish": { "transfer_to": "nobody" } } """, "agents.desk.silence.finish.transfer_to")]
    [InlineData(""" "dtmf": "audio" """, "$.agents.desk.dtmf")]
    [InlineData(""" "dtmf": "text", "tools": ["pin"] """, "agents.desk.dtmf")]
    public void A_fault_names_its_place(string agent, string path) =>
        Assert.Contains(Read(agent).Faults, fault => path.EndsWith(fault.Path, StringComparison.Ordinal) || fault.Path.EndsWith(path, StringComparison.Ordinal));

    [Theory]
    [InlineData(""" "limits": { } """, "agents.desk.limits")]
    [InlineData(""" "limits": { "max_turns": 0 } """, "agents.desk.limits.max_turns")]
    [InlineData(""" "limits": { "max_talk_seconds": 1 } """, "agents.desk.limits.max_talk_seconds")]
    [InlineData(""" "limits": { "max_turns": 5, "action": "end" } """, "agents.desk.limits.action")]
    [InlineData(""" "limits": { "max_turns": 5, "action": "warn", "finish": { "say": "Bye." } } """, "agents.desk.limits.finish")]
    [InlineData(""" "limits": { "max_turns": 5, "finish": { "transfer_to": "nobody" } } """, "agents.desk.limits.finish.transfer_to")]
    public void A_fault_of_limits_names_its_place(string agent, string path) =>
        Assert.Contains(Read(agent).Faults, fault => fault.Path == path || fault.Path == "$." + path);

    [Fact]
    public void A_prompt_has_its_defaults()
    {
        var read = Read(""" "prompts": [{ "name": "a", "after_seconds": 30, "say": "x" }, { "name": "b", "on": "silence", "check": "y" }] """);

        Assert.Empty(read.Faults);
        var prompts = read.Document!.Agents["desk"].Prompts;
        Assert.Equal((1, 5, 5_000), (prompts[0].Limit, prompts[1].Limit, prompts[1].TimeoutMs));
        Assert.Empty(Read(""" "voice": "marin" """).Document!.Agents["desk"].Prompts);
    }

    [Theory]
    [InlineData(""" { "after_seconds": 30, "say": "x" } """, "$.agents.desk.prompts[0].name")]
    [InlineData(""" { "name": "A b", "after_seconds": 30, "say": "x" } """, "$.agents.desk.prompts[0].name")]
    [InlineData(""" { "name": "a", "after_seconds": 30, "say": "x" }, { "name": "a", "after_seconds": 40, "say": "x" } """, "agents.desk.prompts[1].name")]
    [InlineData(""" { "name": "a", "after_seconds": 30 } """, "agents.desk.prompts[0]")]
    [InlineData(""" { "name": "a", "after_seconds": 30, "say": "x", "check": "y" } """, "agents.desk.prompts[0]")]
    [InlineData(""" { "name": "a", "after_seconds": 30, "say": "x", "timeout_ms": 700 } """, "agents.desk.prompts[0].timeout_ms")]
    [InlineData(""" { "name": "a", "after_seconds": 30, "check": "x", "timeout_ms": 30 } """, "$.agents.desk.prompts[0].timeout_ms")]
    [InlineData(""" { "name": "a", "say": "x" } """, "agents.desk.prompts[0].after_seconds")]
    [InlineData(""" { "name": "a", "after_seconds": 3, "say": "x" } """, "agents.desk.prompts[0].after_seconds")]
    [InlineData(""" { "name": "a", "on": "digits", "after_seconds": 30, "say": "x" } """, "agents.desk.prompts[0].after_seconds")]
    [InlineData(""" { "name": "a", "on": "silence", "after_seconds": 900, "say": "x" } """, "agents.desk.prompts[0].after_seconds")]
    [InlineData(""" { "name": "a", "on": "silence", "every_seconds": 30, "say": "x" } """, "agents.desk.prompts[0].every_seconds")]
    [InlineData(""" { "name": "a", "after_seconds": 30, "max": 2, "say": "x" } """, "agents.desk.prompts[0].max")]
    [InlineData(""" { "name": "a", "on": "noon", "say": "x" } """, "$.agents.desk.prompts[0].on")]
    [InlineData(""" { "name": "a", "on": "silence", "tool": "pin", "say": "x" } """, "agents.desk.prompts[0].tool")]
    [InlineData(""" { "name": "a", "on": "tool_failed", "tool": "pin", "say": "x" } """, "agents.desk.prompts[0].tool")]
    [InlineData(""" { "name": "a", "on": "budget_soft", "say": "x" } """, "agents.desk.prompts[0].on")]
    public void A_fault_of_a_prompt_names_its_place(string prompts, string path) =>
        Assert.Contains(Read($""" "prompts": [{prompts}] """).Faults, fault => fault.Path == path || path.EndsWith("." + fault.Path, StringComparison.Ordinal) || fault.Path.StartsWith(path, StringComparison.Ordinal));

    [Fact]
    public void A_prompt_does_not_follow_keys_that_may_be_secret() =>
        Assert.Equal("agents.desk.prompts[0].on", Assert.Single(Read(""" "tools": ["pin"], "prompts": [{ "name": "a", "on": "digits", "say": "x" }] """).Faults).Path);

    private static PolicyReadResult Read(string agent) => PolicyText.Read(
        $$"""
        { "agents": { "desk": { "model": "m", "instructions": "i", {{agent}} } },
          "tools": { "pin": { "type": "collect_digits", "secret": true, "save_as": "pin" } },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
        """);
}
