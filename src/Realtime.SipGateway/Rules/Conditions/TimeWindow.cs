using System.Globalization;
using Realtime.SipGateway.Rules.Hours;

namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>A window made ready at load. What an interval leaves open after midnight belongs to the day on which it began.</summary>
internal sealed class TimeWindow
{
    private static readonly OpeningInterval AllDay = new(0, OpeningInterval.MinutesPerDay);

    private readonly TimeZoneInfo _zone;
    private readonly HashSet<DayOfWeek>? _days;
    private readonly OpeningInterval[] _intervals;
    private readonly DateOnly _from;
    private readonly DateOnly _through;

    /// <param name="definition">Without faults (<see cref="ConditionFaults"/>).</param>
    public TimeWindow(TimeWindowDefinition definition)
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(definition.TimeZone);
        _days = definition.Days is null ? null : [.. definition.Days.Select(static day => Enum.Parse<DayOfWeek>(day, ignoreCase: true))];
        _intervals = definition.Between is null ? [AllDay] : [.. definition.Between.Select(static text =>
            OpeningInterval.TryParse(text, out var interval) ? interval : throw new InvalidOperationException($"{text} was not checked."))];
        _from = SpecialDays.TryDate(definition.From, out var from) ? from : DateOnly.MinValue;
        _through = SpecialDays.TryDate(definition.Through, out var through) ? through : DateOnly.MaxValue;
    }

    public bool Holds(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, _zone);
        var today = DateOnly.FromDateTime(local.DateTime);
        var minute = (local.Hour * 60) + local.Minute;
        return Holds(today, minute) || (today > DateOnly.MinValue && Holds(today.AddDays(-1), minute + OpeningInterval.MinutesPerDay));
    }

    public string Clock(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(at, _zone):dddd yyyy-MM-dd HH:mm} {_zone.Id}");

    public static string Describe(TimeWindowDefinition window)
    {
        var days = window.Days is null ? "" : string.Join('/', window.Days) + " ";
        var between = window.Between is null ? "" : string.Join('/', window.Between) + " ";
        var from = window.From is null ? "" : $"from {window.From} ";
        var through = window.Through is null ? "" : $"through {window.Through} ";
        return days + between + from + through + window.TimeZone;
    }

    private bool Holds(DateOnly day, int minute)
    {
        if (day < _from || day > _through || _days?.Contains(day.DayOfWeek) == false)
        {
            return false;
        }

        foreach (var interval in _intervals)
        {
            if (interval.Contains(minute))
            {
                return true;
            }
        }

        return false;
    }
}
