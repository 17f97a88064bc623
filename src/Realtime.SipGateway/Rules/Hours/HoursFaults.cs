using System.Globalization;

namespace Realtime.SipGateway.Rules.Hours;

/// <summary>What the schema cannot say of opening hours: zones that exist, intervals that overlap, dates of the calendar.</summary>
internal static class HoursFaults
{
    private static readonly Lazy<IReadOnlyList<string>> Zones = new(static () =>
        [.. TimeZoneInfo.GetSystemTimeZones().Select(static zone => zone.Id).Where(static id => id.Contains('/', StringComparison.Ordinal))]);

    public static void Check(PolicyDocument document, List<PolicyFault> faults)
    {
        foreach (var (name, hours) in document.Hours)
        {
            var path = $"hours.{name}";
            CheckZone(path + ".time_zone", hours.TimeZone, faults);
            foreach (var day in Enum.GetValues<DayOfWeek>())
            {
                CheckIntervals($"{path}.weekly.{day.ToString().ToLowerInvariant()}", hours.Weekly.Of(day), faults);
            }

            for (var index = 0; index < hours.SpecialDays.Count; index++)
            {
                CheckSpecialDay(string.Create(CultureInfo.InvariantCulture, $"{path}.special_days[{index}]"), hours.SpecialDays[index], faults);
            }
        }
    }

    internal static void CheckZone(string path, string zone, List<PolicyFault> faults)
    {
        // Windows names are found too: they would not be on every machine.
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) || !found.HasIanaId)
        {
            faults.Add(new PolicyFault(path, "is no IANA time zone", Quote(zone), NearestName.Advice(zone, Zones.Value)));
        }
    }

    internal static void CheckIntervals(string path, IReadOnlyList<string> texts, List<PolicyFault> faults)
    {
        var before = new List<OpeningInterval>();
        for (var index = 0; index < texts.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (!OpeningInterval.TryParse(texts[index], out var interval))
            {
                faults.Add(new PolicyFault(at, "is no interval of a day", Quote(texts[index]), "write 09:00-17:30; 22:00-02:00 ends on the next day; 00:00-24:00 is all day"));
                continue;
            }

            if (before.Exists(other => interval.Start < other.End && other.Start < interval.End))
            {
                faults.Add(new PolicyFault(at, "overlaps an earlier interval of the same day", Quote(texts[index])));
            }

            before.Add(interval);
        }
    }

    private static void CheckSpecialDay(string path, SpecialDayDefinition day, List<PolicyFault> faults)
    {
        CheckIntervals(path + ".open", day.Open, faults);
        if (SpecialDays.TryParse(day, out _))
        {
            return;
        }

        var isDate = SpecialDays.TryParse(day with { Through = null }, out var days);
        if (!isDate)
        {
            faults.Add(new PolicyFault(path + ".date", "is no day of the calendar", Quote(day.Date), "write 2026-12-24, or 12-24 for every year"));
        }
        else if (days!.EveryYear)
        {
            faults.Add(new PolicyFault(path + ".through", "stands beside a date without a year", Quote(day.Through!), "write the date with its year, or one entry per day"));
        }
        else if (!SpecialDays.TryDate(day.Through, out _))
        {
            faults.Add(new PolicyFault(path + ".through", "is no day of the calendar", Quote(day.Through!), "write 2027-01-01"));
        }
        else
        {
            faults.Add(new PolicyFault(path + ".through", "lies before the date", Quote(day.Through!), "the first day is date, the last one through"));
        }
    }

    private static string Quote(string text) => $"\"{(text.Length <= 60 ? text : text[..60] + "…")}\"";
}
