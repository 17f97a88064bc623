namespace Realtime.SipGateway.Api.Policies;

/// <summary>The policy after a change.</summary>
/// <param name="Version">The version in force.</param>
/// <param name="Before">The version that was in force before.</param>
/// <param name="Published">False: the same text was in force already, and no version was added.</param>
internal sealed record PolicyPublicationView(PolicyVersionView Version, string? Before, bool Published);
