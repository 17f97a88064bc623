namespace Realtime.SipGateway.Signalling;

/// <summary>Changed settings that were not put in force; those before them stay.</summary>
/// <param name="At">When they were refused.</param>
/// <param name="Faults">Why, each with its key.</param>
internal sealed record SettingsRejection(DateTimeOffset At, IReadOnlyList<string> Faults);
