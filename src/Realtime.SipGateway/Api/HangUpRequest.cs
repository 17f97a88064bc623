namespace Realtime.SipGateway.Api;

/// <summary>Body of a hang-up; may be absent.</summary>
/// <param name="Reason">For the record.</param>
internal sealed record HangUpRequest(string? Reason);
