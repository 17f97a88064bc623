namespace Realtime.SipGateway.Calls.Budget;

/// <summary>A calendar day of a time zone.</summary>
/// <param name="Date">As its people call it.</param>
/// <param name="From">Its beginning, UTC.</param>
/// <param name="Until">The beginning of the next day, UTC.</param>
public readonly record struct SpendingDay(DateOnly Date, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Clocks change by whole quarters of an hour.</summary>
    private const int StepMinutes = 15;

    public static SpendingDay Of(DateTimeOffset moment, TimeZoneInfo zone) =>
        Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime), zone);

    public static SpendingDay Of(DateOnly date, TimeZoneInfo zone) => new(date, Begin(date, zone), Begin(date.AddDays(1), zone));

    public bool Has(DateTimeOffset moment) => moment >= From && moment < Until;

    /// <summary>Where the clocks leap over midnight the day begins after the leap; where they pass it twice, the first time.</summary>
    private static DateTimeOffset Begin(DateOnly date, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(StepMinutes);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
