namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>Alternatives of a pattern condition, apart and in normal form.</summary>
internal sealed class PatternParts
{
    /// <param name="patterns">As the document has them.</param>
    /// <param name="isNumber">Numbers are compared without separators and know lists and countries; names are only upper-cased.</param>
    public PatternParts(IReadOnlyList<string> patterns, bool isNumber)
    {
        var (whole, prefixes, lists, countries) = (new HashSet<string>(StringComparer.Ordinal), new List<string>(), new List<string>(), new List<string>());
        foreach (var pattern in patterns)
        {
            if (isNumber && pattern.StartsWith(PatternCondition.ListPrefix, StringComparison.Ordinal))
            {
                lists.Add(pattern[PatternCondition.ListPrefix.Length..]);
            }
            else if (isNumber && pattern.StartsWith(PatternCondition.CountryPrefix, StringComparison.Ordinal))
            {
                countries.Add(pattern[PatternCondition.CountryPrefix.Length..].ToUpperInvariant());
            }
            else if (pattern.EndsWith('*'))
            {
                prefixes.Add(Normalise(pattern[..^1], isNumber));
            }
            else
            {
                whole.Add(Normalise(pattern, isNumber));
            }
        }

        (Whole, Prefixes, Lists, Countries) = (whole, prefixes, lists, countries);
        IsAnything = prefixes.Contains("");
    }

    public IReadOnlyCollection<string> Whole { get; }

    public List<string> Prefixes { get; }

    /// <summary>Names of lists.</summary>
    public List<string> Lists { get; }

    /// <summary>ISO 3166-1 codes.</summary>
    public List<string> Countries { get; }

    /// <summary><c>*</c> alone.</summary>
    public bool IsAnything { get; }

    private static string Normalise(string text, bool isNumber) => isNumber ? NumberPattern.Normalise(text) : text.ToUpperInvariant();
}
