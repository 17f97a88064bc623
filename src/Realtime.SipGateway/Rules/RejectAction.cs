namespace Realtime.SipGateway.Rules;

/// <summary>Refuse the call.</summary>
/// <param name="Status">SIP status, 400 to 699 (RFC 3261 §21).</param>
/// <param name="Reason">Reason phrase; the RFC's when null.</param>
public sealed record RejectAction(int Status = 603, string? Reason = null);
