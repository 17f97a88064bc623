using System.Globalization;
using BenchmarkDotNet.Attributes;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.Benchmarks;

/// <summary>What a decision costs when a thousand rules are tried and the last one matches: the worst case of a large contact centre.</summary>
[MemoryDiagnoser]
public class RuleBenchmarks
{
    private const int Rules = 1_000;

    private readonly Policy _policy = new("1-00000000", new PolicyDocument { Rules = [.. Enumerable.Range(0, Rules).Select(Rule), Last()] });
    private readonly CallFacts _facts = new() { Source = CallSourceKind.Sip, Trunk = "carrier", Dialled = "+1 (555) 010-0199", Caller = "+442071234567" };

    [Benchmark(Description = "decision after 1,000 rules")]
    public CallDecision Decide() => RuleEngine.Decide(_policy, _facts, "openai");

    private static RuleDefinition Rule(int number) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"rule {number}"),
        When = new RuleConditions
        {
            Dialled = [string.Create(CultureInfo.InvariantCulture, $"+1777{number:0000}"), string.Create(CultureInfo.InvariantCulture, $"+49{number}*")],
            Caller = ["+1*", "anonymous"],
        },
        Reject = new RejectAction(),
    };

    private static RuleDefinition Last() => new() { Name = "otherwise", Accept = new AcceptAction("desk") };
}
