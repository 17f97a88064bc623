namespace Realtime.Sip.B2bua;

/// <summary>How a bridge came out. Unless it is <see cref="B2buaBridgeStatus.Connected"/>, the caller is where it was before.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="StatusCode">The SIP status that decided it, of the target or of the caller; 0 when none did.</param>
/// <param name="Reason">The reason phrase, or what was wrong; untrusted where a peer sent it.</param>
public sealed record B2buaBridgeResult(B2buaBridgeStatus Status, int StatusCode = 0, string? Reason = null);
