namespace Realtime.SipGateway.Rules;

/// <summary>Refuse the call.</summary>
/// <param name="Status">SIP status, 400 to 699 without those that ask for something or belong to the protocol (RFC 3261 §21).</param>
/// <param name="Reason">Reason phrase; the RFC's when null.</param>
/// <param name="Cause">ITU-T Q.850 cause of a Reason header, 1 to 127, for networks that go by it (RFC 3326, RFC 6432): 21 call rejected, 17 user busy.</param>
/// <param name="Text">Text of the Reason header.</param>
public sealed record RejectAction(int Status = 603, string? Reason = null, int? Cause = null, string? Text = null);
