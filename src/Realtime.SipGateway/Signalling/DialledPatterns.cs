using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling;

/// <summary>The numbers that a trunk may dial, compared as rules compare them.</summary>
internal sealed class DialledPatterns
{
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);
    private readonly string[] _prefixes;

    public DialledPatterns(IEnumerable<string> patterns)
    {
        var prefixes = new List<string>();
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*'))
            {
                prefixes.Add(NumberPattern.Normalise(pattern[..^1]));
            }
            else
            {
                _whole.Add(NumberPattern.Normalise(pattern));
            }
        }

        _prefixes = [.. prefixes.OrderByDescending(prefix => prefix.Length)];
    }

    /// <summary>True when any number may be dialled.</summary>
    public bool IsEmpty => _whole.Count == 0 && _prefixes.Length == 0;

    public static bool IsValid(string pattern) => pattern.TrimEnd('*') is { Length: > 0 } text && text.Length >= pattern.Length - 1 && !text.Contains('*', StringComparison.Ordinal);

    /// <summary>How closely the number is named: -1 not at all, 0 by the absence of patterns, else the length of the prefix, or more for the number itself.</summary>
    public int Closeness(string number)
    {
        if (IsEmpty)
        {
            return 0;
        }

        var normal = NumberPattern.Normalise(number);
        if (_whole.Contains(normal))
        {
            return int.MaxValue;
        }

        return Array.Find(_prefixes, prefix => normal.StartsWith(prefix, StringComparison.Ordinal))?.Length ?? -1;
    }
}
