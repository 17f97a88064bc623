using System.Globalization;
using BenchmarkDotNet.Attributes;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Lists;

namespace Realtime.Benchmarks;

/// <summary>What a decision costs when the first or the last rule matches, with a list of 10,000 numbers that every tenth rule asks for.</summary>
[MemoryDiagnoser]
public class RuleBenchmarks
{
    private const int Entries = 10_000;

    private readonly CallFacts _last = new()
    {
        Source = CallSourceKind.Sip,
        Trunk = "carrier",
        Dialled = "+1 (555) 010-0199",
        Caller = "+442071234567",
        At = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
        Headers = [new("X-Class", "silver")],
    };

    private Policy _policy = null!;
    private CallFacts _first = null!;

    [Params(10, 100, 1_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _first = _last with { Dialled = "+490", Caller = "+15550199" };
        _policy = new Policy("1-00000000", new PolicyDocument
        {
            Lists = new Dictionary<string, NumberListDefinition>
            {
                ["vip"] = new() { Entries = [.. Enumerable.Range(0, Entries).Select(static number => new NumberListEntry(string.Create(CultureInfo.InvariantCulture, $"+4917{number:00000000}")))] },
            },
            Rules = [.. Enumerable.Range(0, Rules).Select(Rule), Last()],
        });
    }

    [Benchmark(Description = "first rule matches")]
    public CallDecision First() => RuleEngine.Decide(_policy, _first, "openai");

    [Benchmark(Description = "last rule matches")]
    public CallDecision LastOne() => RuleEngine.Decide(_policy, _last, "openai");

    [Benchmark(Description = "last rule matches, reasons read")]
    public DecisionReasons? Reasons() => RuleEngine.Decide(_policy, _last, "openai").Reasons;

    private static RuleDefinition Rule(int number) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"rule {number}"),
        When = new RuleConditions
        {
            Dialled = number % 20 == 19 ? null : [string.Create(CultureInfo.InvariantCulture, $"+1777{number:0000}"), string.Create(CultureInfo.InvariantCulture, $"+49{number}*")],
            Caller = number % 10 == 9 ? ["list:vip"] : ["+1*", "country:GB", "anonymous"],
            Headers = number % 20 == 19 ? new Dictionary<string, IReadOnlyList<string>> { ["X-Class"] = ["gold"] } : null,
        },
        Reject = new RejectAction(),
    };

    private static RuleDefinition Last() => new() { Name = "otherwise", Accept = new AcceptAction("desk") };
}
