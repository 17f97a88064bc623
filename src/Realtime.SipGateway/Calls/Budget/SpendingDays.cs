namespace Realtime.SipGateway.Calls.Budget;

/// <summary>Sums of quarters of an hour as sums of days.</summary>
public static class SpendingDays
{
    /// <summary>A month: its sums by quarters of an hour are read for an answer.</summary>
    public const int Max = 31;

    /// <summary>What has to be read for the days up to a moment, in any time zone.</summary>
    public static DateTimeOffset From(DateTimeOffset now, int count) => now.AddDays(-count - 1);

    /// <summary>What each agent's calls cost on each of the last days, newest first; agents that spent nothing on a day are not in it.</summary>
    public static IEnumerable<(DateOnly Date, IReadOnlyDictionary<string, decimal> Agents)> Of(IReadOnlyList<SpentSlot> slots, DateOnly last, int count, TimeZoneInfo zone)
    {
        for (var back = 0; back < count; back++)
        {
            var day = SpendingDay.Of(last.AddDays(-back), zone);
            yield return (day.Date, slots.Where(slot => day.Has(slot.From)).GroupBy(static slot => slot.Agent, StringComparer.Ordinal)
                .ToDictionary(static agent => agent.Key, static agent => agent.Sum(slot => slot.Cost), StringComparer.Ordinal));
        }
    }
}
