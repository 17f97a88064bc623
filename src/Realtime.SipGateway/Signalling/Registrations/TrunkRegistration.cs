using Realtime.Sip.Registrations;

namespace Realtime.SipGateway.Signalling.Registrations;

/// <summary>The registration of one trunk, and the settings that it was begun with.</summary>
internal sealed record TrunkRegistration(string Trunk, string Settings, SipRegistration Registration, RegistrationTurn Current);
