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

    private static PolicyReadResult Read(string agent) => PolicyText.Read(
        $$"""
        { "agents": { "desk": { "model": "m", "instructions": "i", {{agent}} } },
          "tools": { "pin": { "type": "collect_digits", "secret": true, "save_as": "pin" } },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
        """);
}
