namespace Realtime.SipGateway.Api;

/// <summary>Body of <c>POST /api/erasures</c>.</summary>
/// <param name="Number">The caller's number.</param>
internal sealed record EraseRequest(string Number);
