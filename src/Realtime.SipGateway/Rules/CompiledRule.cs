using Realtime.SipGateway.Rules.Conditions;

namespace Realtime.SipGateway.Rules;

/// <summary>A rule made ready at load, so that a decision compares and allocates little.</summary>
internal sealed class CompiledRule
{
    private readonly Condition[] _rest;

    public CompiledRule(RuleDefinition rule, int index, IReadOnlyList<Condition> conditions)
    {
        (Rule, Index, Conditions) = (rule, index, conditions);
        _rest = [.. conditions.Where(static condition => condition is not PatternCondition)];
        Match = conditions.Count == 0 ? null : string.Join(" and ", conditions.Select(static condition => condition.Sentence));
    }

    public RuleDefinition Rule { get; }

    /// <summary>Its place in the document.</summary>
    public int Index { get; }

    /// <summary>All must hold.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>What held, in a sentence; null when it takes every call.</summary>
    public string? Match { get; }

    /// <summary>The conditions that the index does not answer.</summary>
    public bool RestHolds(RuleSubject subject)
    {
        foreach (var condition in _rest)
        {
            if (!condition.Holds(subject))
            {
                return false;
            }
        }

        return true;
    }
}
