namespace Realtime.Simulator.Story;

/// <summary>One thing that happened on the service's side.</summary>
/// <param name="Number">Counts up without gaps.</param>
/// <param name="At">When.</param>
/// <param name="CallId">The call, or empty.</param>
/// <param name="Source">Which side of the service: sip, rest, webhook, client event, server event, media.</param>
/// <param name="What">What happened.</param>
/// <param name="Detail">More, or null.</param>
internal sealed record TimelineEntry(long Number, DateTimeOffset At, string CallId, string Source, string What, string? Detail);
