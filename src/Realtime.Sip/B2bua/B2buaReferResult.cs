namespace Realtime.Sip.B2bua;

/// <summary>What became of a REFER.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="StatusCode">The SIP status that decided it: of the answer to REFER, or reported by NOTIFY; 0 when there was none.</param>
/// <param name="Reason">The reason phrase; untrusted.</param>
public sealed record B2buaReferResult(B2buaReferStatus Status, int StatusCode = 0, string? Reason = null);
