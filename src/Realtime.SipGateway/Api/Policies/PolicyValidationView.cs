using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>Whether a text could be published on this site, and every fault in it if not.</summary>
internal sealed record PolicyValidationView(bool Valid, IReadOnlyList<PolicyFault> Faults);
