namespace Realtime.SipGateway.Api;

/// <summary>A hypothetical call.</summary>
internal sealed record ExplainRequest(string? Dialled, string? Caller, string? Trunk, string? Verstat = null, string? Attestation = null);
