using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

public class RuleEngineTests
{
    [Theory]
    [InlineData("""{ "dialled": ["+15550100"] }""", "+15550100", "+1", "t", true)]
    [InlineData("""{ "dialled": ["+1 (555) 010-0"] }""", "+15550100", "+1", "t", true)]
    [InlineData("""{ "dialled": ["+15550100"] }""", "+1.555.0100", "+1", "t", true)]
    [InlineData("""{ "dialled": ["+15550100"] }""", "15550100", "+1", "t", false)]
    [InlineData("""{ "dialled": ["+1555*"] }""", "+15550100", "+1", "t", true)]
    [InlineData("""{ "dialled": ["+1 555*"] }""", "+15550100", "+1", "t", true)]
    [InlineData("""{ "dialled": ["+1555*"] }""", "+155", "+1", "t", false)]
    [InlineData("""{ "dialled": ["*"] }""", "", "", null, true)]
    [InlineData("""{ "dialled": ["front.desk"] }""", "Front.Desk", "+1", "t", true)]
    [InlineData("""{ "dialled": ["frontdesk"] }""", "front.desk", "+1", "t", false)]
    [InlineData("""{ "caller": ["anonymous"] }""", "+1", "", "t", true)]
    [InlineData("""{ "caller": ["anonymous"] }""", "+1", "Anonymous", "t", true)]
    [InlineData("""{ "caller": ["anonymous"] }""", "+1", "+1555", "t", false)]
    [InlineData("""{ "caller": ["+1555", "+44*"] }""", "+1", "+442071234567", "t", true)]
    [InlineData("""{ "trunk": ["twilio"] }""", "+1", "+1", "Twilio", true)]
    [InlineData("""{ "trunk": ["twilio-*"] }""", "+1", "+1", "twilio-eu", true)]
    [InlineData("""{ "trunk": ["twilio"] }""", "+1", "+1", null, false)]
    [InlineData("""{ "trunk": ["twilio"], "dialled": ["+1*"], "caller": ["+1*"] }""", "+1", "+44", "twilio", false)]
    [InlineData("""{ "trunk": ["twilio"], "dialled": ["+1*"], "caller": ["+1*"] }""", "+1", "+1", "twilio", true)]
    public void A_rule_matches_when_all_its_conditions_hold(string when, string dialled, string caller, string? trunk, bool matches)
    {
        var policy = PolicyText.Publish(PolicyText.WithRules($$"""{ "name": "special", "when": {{when}}, "reject": {} }""", PolicyText.LastRule));

        var decision = RuleEngine.Decide(policy, Facts(dialled, caller, trunk), "openai");

        Assert.Equal(matches ? "special" : "otherwise", decision.Rule);
    }

    [Fact]
    public void The_first_match_decides_and_the_explanation_tells_why_the_others_did_not()
    {
        var policy = PolicyText.Publish(PolicyText.WithRules(
            """{ "name": "vip", "when": { "caller": ["+1999"], "dialled": ["+1555*"] }, "accept": { "agent": "desk" } }""",
            """{ "name": "spam", "when": { "caller": ["+1666*", "anonymous"] }, "reject": { "status": 607, "reason": "Unwanted" } }""",
            PolicyText.LastRule));

        var decision = RuleEngine.Decide(policy, Facts("+15550100", "+16661234", "twilio"), "openai");

        Assert.False(decision.Accepted);
        Assert.Equal(607, decision.SipStatus);
        Assert.Equal("Unwanted", decision.Reason);
        Assert.Equal(policy.Version, decision.PolicyVersion);
        Assert.Equal(
            ["call: trunk twilio, dialled +15550100, caller +16661234", "vip: nearly, only \"caller is +1999\" fails: +16661234", "spam: match, caller is one of +1666*, anonymous"],
            decision.Explanation);
    }

    [Fact]
    public void A_rule_without_a_target_uses_the_default_and_one_with_a_target_its_own()
    {
        var policy = PolicyText.Publish(PolicyText.WithRules(
            """{ "name": "eu", "when": { "dialled": ["+49*"] }, "accept": { "agent": "desk", "target": "openai-eu" } }""", PolicyText.LastRule));

        Assert.Equal("openai-eu", RuleEngine.Decide(policy, Facts("+4930", "+1", null), "openai").Target);
        Assert.Equal("openai", RuleEngine.Decide(policy, Facts("+1", "+1", null), "openai").Target);
    }

    [Fact]
    public void The_explanation_of_a_long_policy_is_bounded_and_keeps_the_near_misses()
    {
        var rules = Enumerable.Range(0, 500)
            .Select(index => $$"""{ "name": "r{{index}}", "when": { "dialled": ["+9{{index}}"] }, "reject": {} }""")
            .Append("""{ "name": "near", "when": { "dialled": ["+1555"], "caller": ["+44*"] }, "reject": {} }""")
            .Append(PolicyText.LastRule);
        var policy = PolicyText.Publish(PolicyText.WithRules([.. rules]));

        var decision = RuleEngine.Decide(policy, Facts("+1555", "+1", null), "openai");

        Assert.InRange(decision.Explanation.Count, 5, RuleEngine.MaxExplained + 3);
        Assert.Contains("near: nearly, only \"caller is +44*\" fails: +1", decision.Explanation);
        Assert.Contains(decision.Explanation, line => line.EndsWith("more rules that did not match", StringComparison.Ordinal));
        Assert.Equal("otherwise: match, it takes every call", decision.Explanation[^1]);
    }

    [Theory]
    [InlineData("TN-Validation-Passed", "A", "signed")]
    [InlineData("TN-Validation-Passed", "C", "rest")]
    [InlineData("TN-Validation-Failed", null, "forged")]
    [InlineData(null, null, "unknown")]
    public void A_rule_may_ask_what_the_callers_signature_is_worth(string? verstat, string? attestation, string rule)
    {
        var policy = PolicyText.Publish(PolicyText.WithRules(
            """{ "name": "forged", "when": { "verstat": [ "TN-Validation-Failed" ] }, "reject": { "status": 603 } }""",
            """{ "name": "signed", "when": { "attestation": [ "A", "B" ] }, "accept": { "agent": "desk" } }""",
            """{ "name": "unknown", "when": { "verstat": [ "No-TN-Validation" ] }, "reject": { "status": 480 } }""",
            """{ "name": "rest", "reject": { "status": 404 } }"""));
        var facts = new CallFacts { Source = CallSourceKind.Sip, Verstat = verstat, Attestation = attestation };

        Assert.Equal(rule, RuleEngine.Decide(policy, facts, "openai").Rule);
    }

    private static CallFacts Facts(string dialled, string caller, string? trunk) =>
        new() { Source = CallSourceKind.Sip, Dialled = dialled, Caller = caller, Trunk = trunk };
}
