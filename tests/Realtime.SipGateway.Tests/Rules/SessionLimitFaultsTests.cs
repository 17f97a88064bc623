using System.Text;
using Realtime.SipGateway.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

public sealed class SessionLimitFaultsTests
{
    [Theory]
    [InlineData(""" "warn_before_seconds": 90 """, "agents.a.session_limit.warn_before_seconds")]
    [InlineData(""" "warn_before_seconds": 60, "leave_before_seconds": 60 """, "agents.a.session_limit.warn_before_seconds")]
    [InlineData(""" "warn_before_seconds": 0, "wrap_up": "End." """, "agents.a.session_limit.wrap_up")]
    [InlineData(""" "warn_before_seconds": 0, "say": "Soon." """, "agents.a.session_limit.say")]
    [InlineData(""" "finish": { "transfer_to": "nobody" } """, "agents.a.session_limit.finish.transfer_to")]
    [InlineData(""" "leave_before_seconds": 29 """, "agents.a.session_limit.leave_before_seconds")]
    [InlineData(""" "max_seconds": 10 """, "agents.a.session_limit.max_seconds")]
    public void What_cannot_be_held_is_a_fault(string limit, string path) => Assert.Equal(path, Assert.Single(Read(limit).Faults).Path);

    [Theory]
    [InlineData("")]
    [InlineData(""" "warn_before_seconds": 0, "leave_before_seconds": 900 """)]
    [InlineData(""" "say": "We have to end soon.", "wrap_up": "Come to an end.", "finish": { "say": "Bye.", "transfer_to": "desk" } """)]
    public void What_can_be_held_is_taken(string limit) => Assert.Empty(Read(limit).Faults);

    private static PolicyReadResult Read(string limit) => PolicyReader.Read(
        Encoding.UTF8.GetBytes($$"""
            { "agents": { "a": { "model": "m", "instructions": "x", "transfer": { "destinations": { "desk": "tel:+4930123456" } }, "session_limit": { {{limit}} } } },
              "rules": [ { "name": "all", "accept": { "agent": "a" } } ] }
            """),
        new PolicySite(["openai"], "openai"));
}
