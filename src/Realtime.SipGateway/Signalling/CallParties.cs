namespace Realtime.SipGateway.Signalling;

/// <summary>Who calls whom, as the carrier tells it. Untrusted text, not yet capped.</summary>
/// <param name="Dialled">The dialled number or user, normalised.</param>
/// <param name="Caller">The calling number or user, normalised; empty when withheld.</param>
/// <param name="CallerName">Display name; null when there is none or it is withheld.</param>
/// <param name="IsWithheld">The caller does not want to be known.</param>
internal readonly record struct CallParties(string Dialled, string Caller, string? CallerName, bool IsWithheld);
