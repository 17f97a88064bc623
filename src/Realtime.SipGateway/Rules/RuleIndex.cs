using Realtime.SipGateway.Rules.Conditions;
using Realtime.SipGateway.Rules.Lists;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// Finds the rules whose trunk, dialled and caller conditions hold, as a bit per rule, without trying each: the cost grows with the patterns that fit
/// the call, not with the rules there are.
/// </summary>
internal sealed class RuleIndex
{
    /// <summary>Words for the 10,000 rules that a document may have.</summary>
    public const int MaxWords = (10_000 + 63) / 64;

    private readonly RuleFieldIndex[] _fields;

    public RuleIndex(IReadOnlyList<CompiledRule> rules, IReadOnlyDictionary<string, NumberListIndex> lists)
    {
        Words = (rules.Count + 63) / 64;
        if (Words > MaxWords)
        {
            throw new ArgumentException($"{rules.Count} rules are more than a policy may have.", nameof(rules));
        }

        _fields = [.. Enum.GetValues<RuleField>().Select(field => new RuleFieldIndex(field, rules, lists, Words)).Where(static index => index.IsNeeded)];
        All = new ulong[Words];
        for (var index = 0; index < rules.Count; index++)
        {
            All[index >> 6] |= 1UL << index;
        }
    }

    public int Words { get; }

    private ulong[] All { get; }

    /// <summary>Sets the bits of the rules that the other conditions decide on.</summary>
    public void Candidates(RuleSubject subject, Span<ulong> candidates)
    {
        All.CopyTo(candidates);
        Span<ulong> holds = stackalloc ulong[MaxWords];
        holds = holds[..Words];
        foreach (var field in _fields)
        {
            field.Matches(subject, holds);
            for (var word = 0; word < holds.Length; word++)
            {
                candidates[word] &= holds[word];
            }
        }
    }
}
