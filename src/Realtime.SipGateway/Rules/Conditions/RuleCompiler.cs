using System.Globalization;
using Realtime.SipGateway.Rules.Hours;
using Realtime.SipGateway.Rules.Lists;

namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>Makes the conditions of a document's rules ready.</summary>
internal sealed class RuleCompiler(IReadOnlyDictionary<string, NumberListIndex> lists, IReadOnlyDictionary<string, OpeningHours> hours)
{
    public CompiledRule Compile(RuleDefinition rule, int index)
    {
        var conditions = new List<Condition>();
        if (rule.When is { } when)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"rules[{index}].when");
            conditions.AddRange(Of(path, rule.Name, when));
            if (when.Not is { } without)
            {
                conditions.AddRange(Of(path + ".not", rule.Name, without).Select(static condition => condition.Negate(condition.Path)));
            }
        }

        return new CompiledRule(rule, index, conditions);
    }

    /// <summary>Cheap ones first: the first that fails is the one that an explanation names.</summary>
    private IEnumerable<Condition> Of(string path, string ruleName, RuleConditions when)
    {
        foreach (var (field, patterns) in new[] { (RuleField.Trunk, when.Trunk), (RuleField.Dialled, when.Dialled), (RuleField.Caller, when.Caller) })
        {
            if (patterns is not null)
            {
                yield return PatternCondition.Of($"{path}.{field.ToString().ToLowerInvariant()}", field, patterns, lists);
            }
        }

        foreach (var (name, words, value) in Words(when))
        {
            if (words is not null)
            {
                yield return new WordCondition($"{path}.{name}", name, words, value);
            }
        }

        foreach (var condition in Load(path, when.Load).Concat(Time(path, when)))
        {
            yield return condition;
        }

        foreach (var (name, patterns) in when.Headers ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            yield return new HeaderCondition($"{path}.headers.{name}", name, patterns);
        }

        if (when.Split is { } split)
        {
            yield return new SplitCondition(path + ".split", ruleName, split);
        }
    }

    private static IEnumerable<Condition> Load(string path, LoadConditions? load) => load is null ? [] : LoadCondition.Of(path + ".load", load);

    private IEnumerable<Condition> Time(string path, RuleConditions when)
    {
        if (when.Time is not null)
        {
            yield return new TimeCondition(path + ".time", when.Time);
        }

        if (when.Hours is not null)
        {
            yield return new HoursCondition(path + ".hours", when.Hours, hours);
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<string>? Words, Func<RuleSubject, string> Value)> Words(RuleConditions when) =>
    [
        ("source", when.Source, static subject => subject.Source),
        ("media", when.Media, static subject => subject.Media),
        ("verstat", when.Verstat, static subject => subject.Verstat),
        ("attestation", when.Attestation, static subject => subject.Attestation),
    ];
}
