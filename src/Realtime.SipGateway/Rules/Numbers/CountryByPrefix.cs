namespace Realtime.SipGateway.Rules.Numbers;

/// <summary>
/// Country of an E.164 number by its first digits (ITU-T E.164 assigned country codes; the North American plan and the other shared codes by area
/// code). It tells where a number is assigned, not where the caller is: mobile and ported numbers travel.
/// </summary>
internal static class CountryByPrefix
{
    /// <summary>Digits of the longest prefix in the table.</summary>
    private const int MaxPrefix = 7;

    private static readonly Dictionary<string, string> ByPrefix = CountryPrefixes.Read();

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup = ByPrefix.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>ISO 3166-1 codes that the table knows (and XK, AC, TA, which the plan needs and ISO reserves or leaves to users).</summary>
    public static IReadOnlySet<string> Known { get; } = ByPrefix.Values.ToHashSet(StringComparer.Ordinal);

    /// <param name="number">In normal form, <c>+</c> and digits; anything else has no country, and so have satellite, freephone and other numbers of no country.</param>
    public static string? Find(string number)
    {
        if (number.Length < 3 || number[0] != '+')
        {
            return null;
        }

        var digits = number.AsSpan(1);
        for (var length = Math.Min(MaxPrefix, digits.Length); length > 0; length--)
        {
            if (Lookup.TryGetValue(digits[..length], out var country))
            {
                return country;
            }
        }

        return null;
    }
}
