namespace Realtime.SipGateway.Signalling;

/// <summary>Who calls whom, as the carrier tells it. Untrusted text, not yet capped.</summary>
/// <param name="Dialled">The dialled number or user, normalised.</param>
/// <param name="Caller">The calling number or user, normalised; empty when withheld.</param>
/// <param name="CallerName">Display name; null when there is none or it is withheld.</param>
/// <param name="IsWithheld">The caller does not want to be known.</param>
/// <param name="DialledAsSent">The dialled number before it was normalised; null when that changed nothing.</param>
/// <param name="CallerAsSent">The calling number before it was normalised; null when that changed nothing.</param>
internal readonly record struct CallParties(
    string Dialled, string Caller, string? CallerName, bool IsWithheld, string? DialledAsSent = null, string? CallerAsSent = null);
