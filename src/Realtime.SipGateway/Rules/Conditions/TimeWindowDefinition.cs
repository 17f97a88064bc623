namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>A stretch of wall-clock time that comes again. What is left out does not narrow it.</summary>
public sealed record TimeWindowDefinition
{
    /// <summary>IANA name such as <c>Europe/Berlin</c>; daylight saving is followed.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Days on which an interval begins: <c>monday</c> to <c>sunday</c>.</summary>
    public IReadOnlyList<string>? Days { get; init; }

    /// <summary>Intervals such as <c>09:00-17:30</c>; <c>22:00-02:00</c> ends on the next day and belongs to the day on which it begins.</summary>
    public IReadOnlyList<string>? Between { get; init; }

    /// <summary>First day, <c>2026-12-01</c>.</summary>
    public string? From { get; init; }

    /// <summary>Last day.</summary>
    public string? Through { get; init; }
}
