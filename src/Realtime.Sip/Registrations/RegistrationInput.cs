namespace Realtime.Sip.Registrations;

/// <summary>An event with what it brings.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Seconds">Granted: the interval. TooBrief: the least interval. Failed and Refused: Retry-After, or 0.</param>
internal readonly record struct RegistrationInput(RegistrationEvent Event, int Seconds = 0);
