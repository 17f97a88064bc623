using System.Globalization;

namespace Realtime.SipGateway.Rules.Lists;

/// <summary>What the schema cannot say of number lists: numbers that stand there twice, ends that are no time.</summary>
internal static class NumberListFaults
{
    private const string TimeAdvice = "write 2026-12-31T18:00:00Z or 2026-12-31T18:00:00+01:00";

    public static void Check(PolicyDocument document, List<PolicyFault> faults)
    {
        foreach (var (name, list) in document.Lists)
        {
            Check($"lists.{name}.entries", list.Entries, faults);
        }
    }

    private static void Check(string path, IReadOnlyList<NumberListEntry> entries, List<PolicyFault> faults)
    {
        var seen = new Dictionary<string, int>(entries.Count, StringComparer.Ordinal);
        for (var index = 0; index < entries.Count && faults.Count <= PolicySchema.MaxFaults; index++)
        {
            var entry = entries[index];
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            var key = Key(entry.Number);
            if (key is "*" or "")
            {
                faults.Add(new PolicyFault(at, "names every number", Quote(entry.Number), "leave the condition out of the rule instead"));
            }
            else if (!seen.TryAdd(key, index))
            {
                faults.Add(new PolicyFault(
                    at, "stands here twice", Quote(entry.Number), string.Create(CultureInfo.InvariantCulture, $"keep one; the other is {path}[{seen[key]}]")));
            }

            if (entry.Until is not null && (entry.EndsAt is null || !HasOffset(entry.Until)))
            {
                faults.Add(new PolicyFault(at + ".until", "is no time with an offset", Quote(entry.Until), TimeAdvice));
            }
        }
    }

    /// <summary>Two entries with the same key match the same numbers.</summary>
    internal static string Key(string number) => number.EndsWith('*') ? NumberPattern.Normalise(number[..^1]) + "*" : NumberPattern.Normalise(number);

    /// <summary>A time without one would mean another instant on another machine.</summary>
    private static bool HasOffset(string until) =>
        until.EndsWith('Z') || (until.Length > 16 && until.AsSpan(10).IndexOfAny('+', '-') > 0);

    private static string Quote(string text) => $"\"{(text.Length <= 60 ? text : text[..60] + "…")}\"";
}
