namespace Realtime.SipGateway.Rules;

/// <summary>Finds the name that a typing error probably meant.</summary>
internal static class NearestName
{
    /// <summary>Longer texts are not names.</summary>
    private const int MaxLength = 64;

    /// <summary>"did you mean …?" for the nearest candidate, or the list of candidates when none is near and they are few; null without any.</summary>
    public static string? Advice(string name, IEnumerable<string> candidates)
    {
        var known = candidates.Take(1_000).ToList();
        if (Find(name, known) is { } nearest)
        {
            return $"did you mean \"{nearest}\"?";
        }

        return known.Count is > 0 and <= 12 ? "known: " + string.Join(", ", known) : null;
    }

    private static string? Find(string name, List<string> candidates)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return null;
        }

        var nearest = candidates
            .Where(candidate => candidate.Length <= MaxLength)
            .Select(candidate => (Name: candidate, Distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();
        if (nearest.Name is not null && nearest.Distance <= Math.Min(name.Length - 1, Math.Max(1, name.Length / 3)))
        {
            return nearest.Name;
        }

        // A word left out: "order" for "order_id".
        return name.Length > 2 ? candidates.Find(candidate => candidate.Contains(name, StringComparison.OrdinalIgnoreCase)) : null;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = Cell(table, a, b, i, j);
            }
        }

        return table[a.Length, b.Length];
    }

    private static int Cell(int[,] table, string a, string b, int i, int j)
    {
        if (i == 0 || j == 0)
        {
            return i + j;
        }

        var replace = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var best = Math.Min(replace, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
        var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(best, table[i - 2, j - 2] + 1) : best;
    }
}
