namespace Realtime.Sip.Registrations;

/// <summary>All that a registration remembers.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Seconds">The interval to ask for.</param>
/// <param name="Failures">Tries in a row that failed.</param>
internal readonly record struct RegistrationState(RegistrationPhase Phase, int Seconds, int Failures = 0);
