namespace Realtime.SipGateway.Sideband;

/// <summary>What came of all tries to attach.</summary>
/// <param name="Socket">Open; null when it failed.</param>
/// <param name="Tries">How many.</param>
/// <param name="Duration">From the first try.</param>
/// <param name="IsGone">The service says that the call is over.</param>
/// <param name="Status">HTTP status of the last refusal.</param>
/// <param name="Reason">Of the last failure, for people.</param>
internal sealed record AttachResult(ISidebandSocket? Socket, int Tries, TimeSpan Duration, bool IsGone, int? Status, string? Reason);
