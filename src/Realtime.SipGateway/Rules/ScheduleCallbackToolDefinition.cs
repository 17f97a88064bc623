namespace Realtime.SipGateway.Rules;

/// <summary>Built-in <c>schedule_callback</c>: writes down that somebody calls back, and when.</summary>
public sealed record ScheduleCallbackToolDefinition : ToolDefinition
{
    /// <summary>A promise for later than this is forgotten.</summary>
    public const int DefaultMaxDays = 30;

    /// <summary>How far ahead, 1 to 365 days.</summary>
    public int MaxDays { get; init; } = DefaultMaxDays;

    /// <summary>IANA name of the time zone of times that are said without one.</summary>
    public string TimeZone { get; init; } = "UTC";
}
