using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>A hypothetical call. What is left out is unknown, the time is now, and the gateway is as busy as it is.</summary>
/// <param name="Dialled">As the trunk would write it.</param>
/// <param name="Caller">The same; empty when withheld.</param>
/// <param name="Trunk">Name of the trunk.</param>
/// <param name="Verstat">What the check of the caller's signature came to.</param>
/// <param name="Attestation">A, B or C.</param>
/// <param name="Source">Where it comes from; null: over the SIP edge.</param>
/// <param name="Media">How the offered media is protected: srtp, rtp, dtls or none.</param>
/// <param name="At">When it comes in; null: now.</param>
/// <param name="Headers">SIP headers by name.</param>
internal sealed record ExplainRequest(
    string? Dialled,
    string? Caller,
    string? Trunk,
    string? Verstat = null,
    string? Attestation = null,
    CallSourceKind? Source = null,
    string? Media = null,
    DateTimeOffset? At = null,
    IReadOnlyDictionary<string, string>? Headers = null);
