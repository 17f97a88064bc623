namespace Realtime.SipGateway.Rules.Hours;

/// <summary>Named opening hours in the wall-clock time of one zone.</summary>
public sealed record HoursDefinition
{
    /// <summary>Whose hours they are, for people.</summary>
    public string? Description { get; init; }

    /// <summary>IANA name such as <c>Europe/Berlin</c>; daylight saving is followed.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Usual week; a day that is left out is closed.</summary>
    public WeeklyHoursDefinition Weekly { get; init; } = new();

    /// <summary>Holidays and other days that are not as usual; the first that names a date decides for it.</summary>
    public IReadOnlyList<SpecialDayDefinition> SpecialDays { get; init; } = [];
}
