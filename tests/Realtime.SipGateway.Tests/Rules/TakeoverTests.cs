using System.Text;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

/// <summary>Where supervisors may take calls to: what the policy names for it, and whatever the agent may transfer to (P5).</summary>
public sealed class TakeoverTests
{
    private const string Takeover = """ "destinations": { "Anna": "sip:anna@pbx.example.com", "desk": "tel:+4930123456" }, "default": "desk" """;

    [Theory]
    [InlineData("anna", true, "sip:anna@pbx.example.com")]
    [InlineData("desk", true, "tel:+4930123456")]
    [InlineData("sales", true, "tel:+4989123456")]
    [InlineData("sip:anna@pbx.example.com", true, null)]
    [InlineData("+4930123456", true, null)]
    [InlineData("anna", false, null)]
    public void A_takeover_goes_where_the_policy_says_and_a_transfer_where_the_agent_may(string asked, bool isTakeover, string? becomes)
    {
        var store = new PolicyStore(PolicyText.Site, TimeProvider.System);
        Assert.Empty(store.Publish(Encoding.UTF8.GetBytes(Policy(Takeover))));

        var verdict = new TransferAllowList(store, Options.Create(new TransferOptions()))
            .Check(store.Current.Version, "desk", new TransferRequest(asked, CallEndedBy.Operator, "anna", null, isTakeover));

        Assert.Equal(becomes, verdict.Address?.ToString());
    }

    [Fact]
    public void Who_has_a_destination_of_the_own_name_is_called_there_and_the_others_at_the_default()
    {
        var takeover = PolicyText.Read(Policy(Takeover)).Document!.Takeover!;

        Assert.Equal(("Anna", "desk"), (takeover.For("anna"), takeover.For("ben")));
    }

    [Theory]
    [InlineData(""" "destinations": { "anna": "nobody" } """, "takeover.destinations.anna")]
    [InlineData(""" "destinations": { "anna": "tel:+4930123456" }, "default": "ana" """, "takeover.default")]
    [InlineData(""" "destinations": { "anna": "tel:+4930123456", "ANNA": "tel:+4930123457" } """, "takeover.destinations.ANNA")]
    public void A_takeover_that_cannot_work_is_a_fault_of_the_policy(string takeover, string path) =>
        Assert.Equal(path, Assert.Single(PolicyText.Read(Policy(takeover)).Faults).Path);

    private static string Policy(string takeover) =>
        $$"""
        { "agents": { "desk": { "model": "m", "instructions": "i", "transfer": { "destinations": { "sales": "tel:+4989123456" } } } },
          "takeover": { {{takeover}} }, "rules": [ {{PolicyText.LastRule}} ] }
        """;
}
