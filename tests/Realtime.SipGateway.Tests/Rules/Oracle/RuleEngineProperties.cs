using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Telemetry;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Oracle;

/// <summary>The engine with its index and the plain evaluator always agree.</summary>
public class RuleEngineProperties
{
    [Fact]
    public void The_engine_decides_as_the_plain_evaluator_does() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(12_000), Prop.ForAll(Cases(), static sample =>
            RuleEngine.Decide(new Policy("1-00000000", sample.Document), sample.Facts, "openai").Rule == RuleOracle.Decide(sample.Document, sample.Facts)));

    [Fact]
    public void The_reasons_are_true() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(Cases(), static sample =>
    {
        var decision = RuleEngine.Explain(new Policy("1-00000000", sample.Document), sample.Facts, "openai");
        var rules = decision.Reasons!.Rules;
        return rules[^1].Result == RuleResult.Match && rules[^1].Rule == decision.Rule && decision.Reasons.Tried == rules.Count
            && rules.SkipLast(1).All(rule => rule.Result != RuleResult.Match && !RuleOracle.Matches(sample.Document, sample.Document.Rules[rule.Index], sample.Facts))
            && rules.SkipLast(1).All(rule => rule.Condition!.StartsWith($"rules[{rule.Index}].when.", StringComparison.Ordinal) && rule.Actual is not null);
    }));

    [Fact]
    public void A_call_decided_again_from_its_stored_facts_is_decided_the_same() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(Cases(), static sample =>
    {
        var policy = new Policy("1-00000000", sample.Document);
        var made = new DecisionMade(RuleEngine.Decide(policy, sample.Facts, "openai"), sample.Facts);
        var stored = JsonSerializer.Serialize(
            (DecisionMade)made.Redact(new Redactor()), CallEventJson.Default.DecisionMade);
        var read = JsonSerializer.Deserialize(stored, CallEventJson.Default.DecisionMade)!;
        return RuleEngine.Decide(policy, read.Facts!, "openai").Rule == made.Decision.Rule && read.Decision.Reasons!.ToLines().SequenceEqual(made.Decision.Explanation);
    }));

    private static Arbitrary<(PolicyDocument Document, CallFacts Facts)> Cases() =>
        (from document in RuleGenerators.Documents from facts in RuleGenerators.Facts select (document, facts)).ToArbitrary();
}
