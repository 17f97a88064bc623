using System.Globalization;

namespace Realtime.SipGateway.Rules.Hours;

/// <summary>
/// Opening hours made ready at load. An interval belongs to the day on which it begins, also where it ends after midnight: a special day
/// changes what begins on it, not what the evening before left open.
/// </summary>
internal sealed class OpeningHours
{
    private readonly TimeZoneInfo _zone;
    private readonly OpeningInterval[][] _week = new OpeningInterval[7][];
    private readonly (SpecialDays Days, string? Name, OpeningInterval[] Open)[] _special;

    /// <param name="definition">A definition without faults (<see cref="HoursFaults"/>).</param>
    public OpeningHours(HoursDefinition definition)
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(definition.TimeZone);
        foreach (var day in Enum.GetValues<DayOfWeek>())
        {
            _week[(int)day] = Parse(definition.Weekly.Of(day));
        }

        _special = [.. definition.SpecialDays.Select(static day =>
            (SpecialDays.TryParse(day, out var days) ? days : throw new InvalidOperationException($"{day.Date} was not checked."), day.Name, Parse(day.Open)))];
    }

    public bool IsOpen(DateTimeOffset at) => StateAt(at).IsOpen;

    /// <summary>Open or not at that instant, and the sentence that explains it.</summary>
    public (bool IsOpen, string Why) StateAt(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, _zone);
        var today = DateOnly.FromDateTime(local.DateTime);
        var minute = (local.Hour * 60) + local.Minute;
        var clock = string.Create(CultureInfo.InvariantCulture, $"{local:ddd yyyy-MM-dd HH:mm} {_zone.Id}");
        if (Open(today.AddDays(-1), minute + OpeningInterval.MinutesPerDay, out var yesterday, out _))
        {
            return (true, $"{clock} is within {yesterday} of the day before");
        }

        return Open(today, minute, out var interval, out var special)
            ? (true, $"{clock} is within {interval}{Special(special)}")
            : (false, $"{clock} is outside the opening hours{Special(special)}");
    }

    private static string Special(string? name) => name is null ? "" : $" ({name})";

    private bool Open(DateOnly day, int minute, out OpeningInterval interval, out string? special)
    {
        interval = default;
        special = null;
        var intervals = _week[(int)day.DayOfWeek];
        foreach (var (days, name, open) in _special)
        {
            if (days.Covers(day))
            {
                special = name ?? "special day";
                intervals = open;
                break;
            }
        }

        foreach (var candidate in intervals)
        {
            if (candidate.Contains(minute))
            {
                interval = candidate;
                return true;
            }
        }

        return false;
    }

    private static OpeningInterval[] Parse(IReadOnlyList<string> texts) => [.. texts.Select(static text =>
        OpeningInterval.TryParse(text, out var interval) ? interval : throw new InvalidOperationException($"{text} was not checked."))];
}
