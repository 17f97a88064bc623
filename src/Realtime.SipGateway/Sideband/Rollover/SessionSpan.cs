namespace Realtime.SipGateway.Sideband.Rollover;

/// <summary>
/// From when to when a session lasts, and what has to happen when before its end. A session that is short by itself is not spent with farewells: the
/// warning comes no earlier than half of it, the farewell in its last quarter.
/// </summary>
/// <param name="Began">When it began.</param>
/// <param name="Ends">When the service ends it.</param>
internal readonly record struct SessionSpan(DateTimeOffset Began, DateTimeOffset Ends)
{
    /// <summary>A service that names an end later than this, or one that has passed, has another clock or means something else.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(2);

    /// <summary>Clocks of two parties are seldom further apart: an end this near to the known one is the known one.</summary>
    public static readonly TimeSpan ClockError = TimeSpan.FromMinutes(5);

    private TimeSpan Length => Ends - Began;

    public DateTimeOffset WarnAt(TimeSpan before) => Ends - Shorter(before, Length / 2);

    public DateTimeOffset LeaveAt(TimeSpan before) => Ends - Shorter(before, Length / 4);

    /// <summary>The span after the service has named an end; null: it tells nothing that could be true.</summary>
    /// <param name="named">What it named.</param>
    /// <param name="now">By our clock.</param>
    public SessionSpan? EndingAt(DateTimeOffset named, DateTimeOffset now) =>
        named <= now || named > now + Longest ? null
        : (named - Ends).Duration() <= ClockError && named > Ends ? this
        : this with { Ends = named };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
