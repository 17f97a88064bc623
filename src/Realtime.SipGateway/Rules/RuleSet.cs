using Realtime.SipGateway.Rules.Conditions;
using Realtime.SipGateway.Rules.Hours;
using Realtime.SipGateway.Rules.Lists;

namespace Realtime.SipGateway.Rules;

/// <summary>The rules of one policy version, made ready once: who matches is found by the index, in the order of the document.</summary>
internal sealed class RuleSet
{
    private const string Time = "time";
    private const string Hours = "hours";

    /// <summary>A policy may look at many headers and agents.</summary>
    private const int MaxShown = 20;

    /// <summary>Told always, told as the time, or a matter of one rule.</summary>
    private static readonly string[] Apart = ["trunk", "dialled", "caller", "verstat", "attestation", "split", Time, Hours];

    private readonly RuleIndex _index;

    public RuleSet(PolicyDocument document)
    {
        var lists = document.Lists.ToDictionary(static list => list.Key, static list => new NumberListIndex(list.Value), StringComparer.Ordinal);
        var hours = document.Hours.ToDictionary(static one => one.Key, static one => new OpeningHours(one.Value), StringComparer.Ordinal);
        var compiler = new RuleCompiler(lists, hours);
        Rules = [.. document.Rules.Select(compiler.Compile)];
        _index = new RuleIndex(Rules, lists);
        var conditions = Rules.SelectMany(static rule => rule.Conditions).DistinctBy(static condition => condition.Name).ToList();
        AsksForTime = conditions.Exists(static condition => condition.Name is Time or Hours);
        Shown = [.. conditions.Where(static condition => !Apart.Contains(condition.Name)).Take(MaxShown)];
    }

    public IReadOnlyList<CompiledRule> Rules { get; }

    /// <summary>Some rule looks at the clock.</summary>
    public bool AsksForTime { get; }

    /// <summary>One condition for each fact that reasons tell only where some rule looks at it.</summary>
    public IReadOnlyList<Condition> Shown { get; }

    /// <summary>The first rule whose conditions all hold; null when none does.</summary>
    public CompiledRule? FirstMatch(RuleSubject subject)
    {
        Span<ulong> candidates = stackalloc ulong[RuleIndex.MaxWords];
        candidates = candidates[.._index.Words];
        _index.Candidates(subject, candidates);
        for (var word = 0; word < candidates.Length; word++)
        {
            for (var bits = candidates[word]; bits != 0; bits &= bits - 1)
            {
                var rule = Rules[(word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits)];
                if (rule.RestHolds(subject))
                {
                    return rule;
                }
            }
        }

        return null;
    }
}
