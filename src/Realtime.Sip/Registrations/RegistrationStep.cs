namespace Realtime.Sip.Registrations;

/// <summary>The next state and what to do there.</summary>
internal readonly record struct RegistrationStep(RegistrationState State, RegistrationAction Action, TimeSpan Delay = default);
