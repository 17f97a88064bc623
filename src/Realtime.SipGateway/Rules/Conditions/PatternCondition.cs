using Realtime.SipGateway.Rules.Lists;

namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>A number or a name against alternatives: whole values, prefixes, and for numbers lists and countries.</summary>
internal sealed class PatternCondition : Condition
{
    public const string ListPrefix = "list:";
    public const string CountryPrefix = "country:";

    /// <summary>Up to here comparing each is faster than hashing once.</summary>
    private const int MaxCompared = 8;

    private readonly RuleField _field;
    private readonly string[] _few;
    private readonly HashSet<string>? _many;
    private readonly NumberListIndex[] _indexes;

    private PatternCondition(string path, RuleField field, IReadOnlyList<string> patterns, IReadOnlyDictionary<string, NumberListIndex> lists)
        : base(path, field.ToString().ToLowerInvariant(), OneOf(patterns))
    {
        _field = field;
        Parts = new PatternParts(patterns, isNumber: field != RuleField.Trunk);
        _few = Parts.Whole.Count <= MaxCompared ? [.. Parts.Whole] : [];
        _many = Parts.Whole.Count <= MaxCompared ? null : [.. Parts.Whole];
        _indexes = [.. Parts.Lists.Select(name => lists[name])];
    }

    public RuleField Field => _field;

    public PatternParts Parts { get; }

    public static PatternCondition Of(string path, RuleField field, IReadOnlyList<string> patterns, IReadOnlyDictionary<string, NumberListIndex> lists) =>
        new(path, field, patterns, lists);

    public override bool Holds(RuleSubject subject)
    {
        var value = _field.Of(subject);
        if (Parts.IsAnything || _many?.Contains(value) == true)
        {
            return true;
        }

        foreach (var whole in _few)
        {
            if (string.Equals(whole, value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        foreach (var prefix in Parts.Prefixes)
        {
            if (value.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return IsListed(subject, value) || (Parts.Countries.Count > 0 && _field.CountryOf(subject) is { } country && Parts.Countries.Contains(country));
    }

    public override string Actual(RuleSubject subject)
    {
        var country = Parts.Countries.Count > 0 ? $" ({_field.CountryOf(subject) ?? "no country"})" : "";
        var shown = _field switch
        {
            RuleField.Trunk => subject.Facts.Trunk,
            RuleField.Dialled => subject.Facts.Dialled,
            _ => subject.Facts.Caller.Length == 0 ? "anonymous" : subject.Facts.Caller,
        };
        return Shorten(string.IsNullOrEmpty(shown) ? "(none)" : shown) + country;
    }

    private bool IsListed(RuleSubject subject, string value)
    {
        foreach (var list in _indexes)
        {
            if (list.Find(value, subject.At ?? DateTimeOffset.MaxValue) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
