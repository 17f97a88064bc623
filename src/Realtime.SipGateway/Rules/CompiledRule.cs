namespace Realtime.SipGateway.Rules;

/// <summary>A rule made ready at load, so that a decision compares and allocates little.</summary>
internal sealed class CompiledRule
{
    private readonly CompiledCondition? _dialled;
    private readonly CompiledCondition? _caller;
    private readonly CompiledCondition? _trunk;
    private readonly CompiledCondition? _verstat;
    private readonly CompiledCondition? _attestation;
    private readonly string[] _failures;

    public CompiledRule(RuleDefinition rule)
    {
        Rule = rule;
        _dialled = CompiledCondition.Number("dialled", rule.When?.Dialled);
        _caller = CompiledCondition.Number("caller", rule.When?.Caller);
        _trunk = CompiledCondition.Name("trunk", rule.When?.Trunk);
        _verstat = CompiledCondition.Name("verstat", rule.When?.Verstat);
        _attestation = CompiledCondition.Name("attestation", rule.When?.Attestation);
        var conditions = new[] { _trunk, _dialled, _caller, _verstat, _attestation };
        _failures = [.. conditions.Select(condition => $"{rule.Name}: no, {condition?.Failure}")];
        var reasons = conditions.OfType<CompiledCondition>().Select(condition => condition.Success).ToList();
        Match = $"{rule.Name}: match, {(reasons.Count == 0 ? "it takes every call" : string.Join(" and ", reasons))}";
    }

    public RuleDefinition Rule { get; }

    /// <summary>The explanation of a match.</summary>
    public string Match { get; }

    /// <summary>Null for a match, otherwise why not.</summary>
    public string? WhyNot(in RuleSubject subject)
    {
        if (_trunk is not null && !_trunk.Holds(subject.Trunk))
        {
            return _failures[0];
        }

        if (_dialled is not null && !_dialled.Holds(subject.Dialled))
        {
            return _failures[1];
        }

        if (_caller is not null && !_caller.Holds(subject.Caller))
        {
            return _failures[2];
        }

        if (_verstat is not null && !_verstat.Holds(subject.Verstat))
        {
            return _failures[3];
        }

        return _attestation is not null && !_attestation.Holds(subject.Attestation) ? _failures[4] : null;
    }

    /// <summary>Of a rule that did not match: whether another of its conditions held all the same.</summary>
    public bool IsNear(in RuleSubject subject) =>
        _trunk?.Holds(subject.Trunk) == true || _dialled?.Holds(subject.Dialled) == true || _caller?.Holds(subject.Caller) == true;
}
