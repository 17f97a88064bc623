using Microsoft.Extensions.Options;
using Realtime.SipGateway.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

/// <summary>P5: nobody is called by persuasion. What is compared is what was parsed, and nothing else is passed on.</summary>
public sealed class TransferAllowListTests
{
    private const string Agent =
        """
        "desk": { "model": "m", "instructions": "i", "transfer": {
          "allow": [ "+4930*", "+1*", "+18005550100", "112", "sip:*@pbx.example.com", "sip:12*@10.0.0.1:5070", "+19005550199", "00*" ],
          "destinations": { "Sales": "tel:+49-89-123456", "boss": "sip:boss@hq.example.com;transport=tls?Replaces=x" } } },
        "mute": { "model": "m", "instructions": "i" }
        """;

    [Theory]
    [InlineData("Sales", "tel:+4989123456")]
    [InlineData("sales ", "tel:+4989123456")]
    [InlineData("boss", "sip:boss@hq.example.com")]
    [InlineData("+4930123456", "tel:+4930123456")]
    [InlineData("+49 (30) 12-34.56", "tel:+4930123456")]
    [InlineData("tel:+4930123456;phone-context=evil.example.com", "tel:+4930123456")]
    [InlineData("TEL:+4930123456", "tel:+4930123456")]
    [InlineData("+18005550100", "tel:+18005550100")]
    [InlineData("112", "tel:112")]
    [InlineData("+19005550199", "tel:+19005550199")]
    [InlineData("sip:anna@PBX.example.com", "sip:anna@pbx.example.com")]
    [InlineData("sips:anna@pbx.example.com", "sip:anna@pbx.example.com")]
    [InlineData("sip:anna;isub=1@pbx.example.com;maddr=6.6.6.6;method=BYE?Route=%3Csip:evil%3E", "sip:anna@pbx.example.com")]
    [InlineData("sip:%61nna@pbx.example.com", "sip:anna@pbx.example.com")]
    [InlineData("sip:anna:secret@pbx.example.com", "sip:anna@pbx.example.com")]
    [InlineData("sip:1234@10.0.0.1:5070", "sip:1234@10.0.0.1:5070")]
    public void An_allowed_target_is_called_by_nothing_but_what_was_compared(string asked, string called) =>
        Assert.Equal(called, Check(asked).Address?.ToString());

    [Theory]
    [InlineData("+4931123456")]
    [InlineData("4930123456")]
    [InlineData("+19005551234")]
    [InlineData("0019005551234")]
    [InlineData("001 900 555 1234")]
    [InlineData("+49301")]
    [InlineData("113")]
    [InlineData("*72+4930123456")]
    [InlineData("+4930123456#")]
    [InlineData("+4930123456,,1")]
    [InlineData("+4930 123456\r\nX: y")]
    [InlineData("sip:anna@evil.example.com")]
    [InlineData("sip:anna@pbx.example.com.evil.example.com")]
    [InlineData("sip:anna@pbx.example.com:5070")]
    [InlineData("sip:anna@evil.example.com?x=@pbx.example.com")]
    [InlineData("sip:anna@evil.example.com;x@pbx.example.com")]
    [InlineData("sip:evil.example.com;@pbx.example.com@evil.example.com")]
    [InlineData("sip:+19005551234@pbx.example.com")]
    [InlineData("sip:a%40evil.example.com@pbx.example.com")]
    [InlineData("sip:@pbx.example.com")]
    [InlineData("sip:pbx.example.com")]
    [InlineData("sip:13@10.0.0.1:5070")]
    [InlineData("sip:1234@10.0.0.1")]
    [InlineData("http://pbx.example.com")]
    [InlineData("\"Anna\" <sip:anna@pbx.example.com>")]
    [InlineData("")]
    [InlineData("somebody")]
    [InlineData("+４９３０１２３４５６")]
    public void Anything_else_is_refused_with_a_reason(string asked)
    {
        var verdict = Check(asked);

        Assert.False(verdict.IsAllowed);
        Assert.NotEmpty(verdict.Why!);
    }

    [Fact]
    public void An_agent_without_a_list_transfers_to_nobody() => Assert.False(Check("Sales", agent: "mute").IsAllowed);

    [Fact]
    public void A_version_that_is_gone_allows_nobody() =>
        Assert.False(List(new TransferOptions()).Check("0-00000000", "desk", "Sales").IsAllowed);

    [Fact]
    public void The_site_may_deny_more_and_less()
    {
        Assert.False(Check("+4930123456", new TransferOptions { DeniedPrefixes = ["+49 30 12"] }).IsAllowed);
        Assert.True(Check("+19005551234", new TransferOptions { DenyPremium = false }).IsAllowed);
        Assert.True(Check("+49301", new TransferOptions { MinDigits = 5 }).IsAllowed);
    }

    [Theory]
    [InlineData("\"allow\": [ \"*\" ]", "agents.desk.transfer.allow[0]")]
    [InlineData("\"allow\": [ \"+*\" ]", "agents.desk.transfer.allow[0]")]
    [InlineData("\"allow\": [ \"sip:anna@*\" ]", "agents.desk.transfer.allow[0]")]
    [InlineData("\"allow\": [ \"sip:*@*.example.com\" ]", "agents.desk.transfer.allow[0]")]
    [InlineData("\"allow\": [ \"anna\" ]", "agents.desk.transfer.allow[0]")]
    [InlineData("\"destinations\": { \"sales\": \"nobody\" }", "agents.desk.transfer.destinations.sales")]
    [InlineData("", "agents.desk.transfer")]
    public void A_list_that_cannot_work_is_a_fault_of_the_policy(string transfer, string path)
    {
        var read = PolicyText.Read($$"""{ "agents": { "desk": { "model": "m", "instructions": "i", "transfer": { {{transfer}} } } }, "rules": [ {{PolicyText.LastRule}} ] }""");

        Assert.Equal(path, Assert.Single(read.Faults).Path);
    }

    [Fact]
    public void A_tool_that_could_transfer_to_nobody_is_a_fault()
    {
        var read = PolicyText.Read(
            """
            { "agents": { "desk": { "model": "m", "instructions": "i", "tools": [ "t" ] } }, "tools": { "t": { "type": "transfer_call" } },
              "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
            """);

        Assert.Equal("agents.desk.transfer", Assert.Single(read.Faults).Path);
    }

    private static TransferVerdict Check(string asked, TransferOptions? options = null, string agent = "desk")
    {
        var store = Store();
        return new TransferAllowList(store, Options.Create(options ?? new TransferOptions())).Check(store.Current.Version, agent, asked);
    }

    private static TransferAllowList List(TransferOptions options) => new(Store(), Options.Create(options));

    private static PolicyStore Store()
    {
        var store = new PolicyStore(PolicyText.Site, TimeProvider.System);
        var faults = store.Publish(System.Text.Encoding.UTF8.GetBytes($$"""{ "agents": { {{Agent}} }, "rules": [ {{PolicyText.LastRule}} ] }"""));
        Assert.Empty(faults);
        return store;
    }
}
