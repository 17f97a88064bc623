using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>How one way to transfer came out.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="SipStatus">The SIP status that decided it; null without one.</param>
/// <param name="Reason">In words.</param>
/// <param name="TriesNext">Another way may reach the same target: it is this way that failed, not the target that said no.</param>
internal readonly record struct TransferStep(TransferStatus Status, int? SipStatus, string? Reason, bool TriesNext = false)
{
    /// <summary>The target's own word: it does not get better by being asked another way (RFC 3261 §21.4, §21.6).</summary>
    public static bool IsTargetsNo(int status) => status is 404 or 410 or 480 or 484 or 486 or 487 or 600 or 603 or 604 or 607 or 608;

    public static TransferStep Failed(int status, string? reason, bool triesNext) =>
        new(TransferStatus.Failed, status > 0 ? status : null, reason, triesNext);
}
