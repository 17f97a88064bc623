namespace Realtime.SipGateway.Rules;

/// <summary>One list of alternatives, made ready at load: a set of whole values, a list of prefixes, and the words that say it failed.</summary>
internal sealed class CompiledCondition
{
    /// <summary>Alternatives shown in an explanation; a list of numbers may be long.</summary>
    private const int MaxShown = 6;

    private readonly HashSet<string> _whole = new(StringComparer.OrdinalIgnoreCase);
    private readonly string[] _prefixes;
    private readonly bool _anything;

    private CompiledCondition(string fact, IReadOnlyList<string> patterns, Func<string, string> normalise)
    {
        var prefixes = new List<string>();
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*'))
            {
                prefixes.Add(normalise(pattern[..^1]));
            }
            else
            {
                _whole.Add(normalise(pattern));
            }
        }

        _anything = prefixes.Contains("");
        _prefixes = [.. prefixes];
        var shown = string.Join(", ", patterns.Take(MaxShown)) + (patterns.Count > MaxShown ? ", …" : "");
        Failure = patterns.Count == 1 ? $"{fact} is not {shown}" : $"{fact} is none of {shown}";
        Success = patterns.Count == 1 ? $"{fact} is {shown}" : $"{fact} is one of {shown}";
    }

    public string Failure { get; }

    public string Success { get; }

    public static CompiledCondition? Number(string fact, IReadOnlyList<string>? patterns) =>
        patterns is null ? null : new CompiledCondition(fact, patterns, NumberPattern.Normalise);

    public static CompiledCondition? Name(string fact, IReadOnlyList<string>? patterns) =>
        patterns is null ? null : new CompiledCondition(fact, patterns, static name => name);

    public bool Holds(string value)
    {
        if (_anything || _whole.Contains(value))
        {
            return true;
        }

        foreach (var prefix in _prefixes)
        {
            if (value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
