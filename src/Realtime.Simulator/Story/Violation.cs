namespace Realtime.Simulator.Story;

/// <summary>Something that a client sent and the live service would refuse, or that would go wrong there.</summary>
/// <param name="At">When.</param>
/// <param name="Where">The request or event.</param>
/// <param name="Code">The service's error code, or one of ours when the service would answer nothing.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record Violation(DateTimeOffset At, string Where, string Code, string Message);
