namespace Realtime.SipGateway.Rules.Lists;

/// <summary>A list made ready at load: whole numbers in one table, prefixes in one table per length; a look-up costs the same whatever the list's size.</summary>
internal sealed class NumberListIndex
{
    private readonly Dictionary<string, NumberListEntry> _whole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NumberListEntry> _prefixes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NumberListEntry>.AlternateLookup<ReadOnlySpan<char>> _byPrefix;
    private readonly int[] _lengths;

    public NumberListIndex(NumberListDefinition list)
    {
        foreach (var entry in list.Entries)
        {
            var isPrefix = entry.Number.EndsWith('*');
            var number = NumberPattern.Normalise(isPrefix ? entry.Number[..^1] : entry.Number);
            (isPrefix ? _prefixes : _whole)[number] = entry;
        }

        _byPrefix = _prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. _prefixes.Keys.Select(static prefix => prefix.Length).Distinct().OrderDescending()];
    }

    /// <summary>The entry that names the number at that instant, the longest first; null when none does.</summary>
    /// <param name="number">In the form of <see cref="NumberPattern.Normalise"/>.</param>
    /// <param name="at">When: entries end.</param>
    public NumberListEntry? Find(string number, DateTimeOffset at)
    {
        if (_whole.TryGetValue(number, out var whole) && whole.IsValidAt(at))
        {
            return whole;
        }

        foreach (var length in _lengths)
        {
            if (length <= number.Length && _byPrefix.TryGetValue(number.AsSpan(0, length), out var prefix) && prefix.IsValidAt(at))
            {
                return prefix;
            }
        }

        return null;
    }
}
