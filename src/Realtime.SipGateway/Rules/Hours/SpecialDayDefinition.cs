namespace Realtime.SipGateway.Rules.Hours;

/// <summary>A day, or several in a row, that is not as the week has it.</summary>
public sealed record SpecialDayDefinition
{
    /// <summary><c>2026-12-24</c>, or <c>12-25</c> for that day of every year.</summary>
    public required string Date { get; init; }

    /// <summary>Last day, where there are several: <c>2027-01-01</c>; only with a date that has a year.</summary>
    public string? Through { get; init; }

    /// <summary>Name of the holiday, for people and explanations.</summary>
    public string? Name { get; init; }

    /// <summary>Intervals that begin on that day instead of the usual ones; none: closed.</summary>
    public IReadOnlyList<string> Open { get; init; } = [];
}
