namespace Realtime.SipGateway.Rules.Hours;

/// <summary>Intervals such as <c>09:00-17:30</c> by the day on which they begin.</summary>
public sealed record WeeklyHoursDefinition
{
    public IReadOnlyList<string> Monday { get; init; } = [];

    public IReadOnlyList<string> Tuesday { get; init; } = [];

    public IReadOnlyList<string> Wednesday { get; init; } = [];

    public IReadOnlyList<string> Thursday { get; init; } = [];

    public IReadOnlyList<string> Friday { get; init; } = [];

    public IReadOnlyList<string> Saturday { get; init; } = [];

    public IReadOnlyList<string> Sunday { get; init; } = [];

    internal IReadOnlyList<string> Of(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => Monday,
        DayOfWeek.Tuesday => Tuesday,
        DayOfWeek.Wednesday => Wednesday,
        DayOfWeek.Thursday => Thursday,
        DayOfWeek.Friday => Friday,
        DayOfWeek.Saturday => Saturday,
        _ => Sunday,
    };
}
