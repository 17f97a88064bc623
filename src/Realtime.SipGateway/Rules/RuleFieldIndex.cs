using Realtime.SipGateway.Rules.Conditions;
using Realtime.SipGateway.Rules.Lists;

namespace Realtime.SipGateway.Rules;

/// <summary>Which rules hold for a value of one field: tables of whole values, of prefixes by their length, of countries, and the lists.</summary>
internal sealed class RuleFieldIndex
{
    private readonly RuleField _field;
    private readonly ulong[] _always;
    private readonly Dictionary<string, int[]> _whole;
    private readonly Dictionary<string, int[]> _prefixes;
    private readonly Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _byPrefix;
    private readonly int[] _lengths;
    private readonly Dictionary<string, int[]> _countries;
    private readonly (NumberListIndex List, int[] Rules)[] _lists;

    public RuleFieldIndex(RuleField field, IReadOnlyList<CompiledRule> rules, IReadOnlyDictionary<string, NumberListIndex> lists, int words)
    {
        _field = field;
        _always = new ulong[words];
        var (whole, prefixes, countries, listed) = (new Collector(), new Collector(), new Collector(), new Collector());
        foreach (var rule in rules)
        {
            if (rule.Conditions.OfType<PatternCondition>().SingleOrDefault(condition => condition.Field == field) is not { Parts: { IsAnything: false } parts })
            {
                _always[rule.Index >> 6] |= 1UL << rule.Index;
                continue;
            }

            IsNeeded = true;
            whole.Add(parts.Whole, rule.Index);
            prefixes.Add(parts.Prefixes, rule.Index);
            countries.Add(parts.Countries, rule.Index);
            listed.Add(parts.Lists, rule.Index);
        }

        (_whole, _prefixes, _countries) = (whole.ToTable(), prefixes.ToTable(), countries.ToTable());
        _lists = [.. listed.ToTable().Select(list => (lists[list.Key], list.Value))];
        _lengths = [.. _prefixes.Keys.Select(static prefix => prefix.Length).Distinct().Order()];
        _byPrefix = _prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Some rule asks for the field.</summary>
    public bool IsNeeded { get; }

    public void Matches(RuleSubject subject, Span<ulong> holds)
    {
        _always.CopyTo(holds);
        var value = _field.Of(subject);
        if (_whole.TryGetValue(value, out var exact))
        {
            Set(holds, exact);
        }

        foreach (var length in _lengths)
        {
            if (length > value.Length)
            {
                break;
            }

            if (_byPrefix.TryGetValue(value.AsSpan(0, length), out var rules))
            {
                Set(holds, rules);
            }
        }

        if (_countries.Count > 0 && _field.CountryOf(subject) is { } country && _countries.TryGetValue(country, out var national))
        {
            Set(holds, national);
        }

        foreach (var (list, rules) in _lists)
        {
            if (list.Find(value, subject.At ?? DateTimeOffset.MaxValue) is not null)
            {
                Set(holds, rules);
            }
        }
    }

    private static void Set(Span<ulong> bits, int[] rules)
    {
        foreach (var rule in rules)
        {
            bits[rule >> 6] |= 1UL << rule;
        }
    }

    private sealed class Collector
    {
        private readonly Dictionary<string, List<int>> _rules = new(StringComparer.Ordinal);

        public void Add(IEnumerable<string> keys, int rule)
        {
            foreach (var key in keys)
            {
                if (!_rules.TryGetValue(key, out var rules))
                {
                    _rules[key] = rules = [];
                }

                rules.Add(rule);
            }
        }

        public Dictionary<string, int[]> ToTable() => _rules.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToArray(), StringComparer.Ordinal);
    }
}
