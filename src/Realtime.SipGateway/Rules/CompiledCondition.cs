namespace Realtime.SipGateway.Rules;

/// <summary>One list of alternatives, made ready at load: a set of whole values, a list of prefixes, and the words that say it failed.</summary>
internal sealed class CompiledCondition
{
    /// <summary>Alternatives shown in an explanation; a list of numbers may be long.</summary>
    private const int MaxShown = 6;

    /// <summary>Up to here comparing each is faster than hashing once.</summary>
    private const int MaxCompared = 8;

    private readonly string[] _few;
    private readonly HashSet<string>? _many;
    private readonly string[] _prefixes;
    private readonly bool _anything;

    private CompiledCondition(string fact, IReadOnlyList<string> patterns, Func<string, string> normalise)
    {
        var whole = new HashSet<string>(StringComparer.Ordinal);
        var prefixes = new List<string>();
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*'))
            {
                prefixes.Add(normalise(pattern[..^1]));
            }
            else
            {
                whole.Add(normalise(pattern));
            }
        }

        _anything = prefixes.Contains("");
        _prefixes = [.. prefixes];
        _few = whole.Count <= MaxCompared ? [.. whole] : [];
        _many = whole.Count <= MaxCompared ? null : whole;
        var shown = string.Join(", ", patterns.Take(MaxShown)) + (patterns.Count > MaxShown ? ", …" : "");
        Failure = patterns.Count == 1 ? $"{fact} is not {shown}" : $"{fact} is none of {shown}";
        Success = patterns.Count == 1 ? $"{fact} is {shown}" : $"{fact} is one of {shown}";
    }

    public string Failure { get; }

    public string Success { get; }

    public static CompiledCondition? Number(string fact, IReadOnlyList<string>? patterns) =>
        patterns is null ? null : new CompiledCondition(fact, patterns, NumberPattern.Normalise);

    public static CompiledCondition? Name(string fact, IReadOnlyList<string>? patterns) =>
        patterns is null ? null : new CompiledCondition(fact, patterns, static name => name.ToUpperInvariant());

    /// <param name="value">In the normal form of <see cref="RuleSubject"/>.</param>
    public bool Holds(string value)
    {
        if (_anything || _many?.Contains(value) == true)
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

        foreach (var prefix in _prefixes)
        {
            if (value.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
