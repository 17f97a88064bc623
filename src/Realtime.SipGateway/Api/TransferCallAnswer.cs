using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>What came of a transfer that was tried.</summary>
/// <param name="Status">completed, unconfirmed, or failed: the caller is where it was.</param>
/// <param name="Mode">The way that was tried last.</param>
/// <param name="SipStatus">The SIP status that decided it.</param>
/// <param name="Reason">In words.</param>
/// <param name="DurationMs">From the wish to the outcome.</param>
internal sealed record TransferCallAnswer(TransferStatus Status, TransferMode? Mode, int? SipStatus, string? Reason, double DurationMs);
