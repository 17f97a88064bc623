namespace Realtime.SipGateway.Calls;

/// <summary>What came of a transfer: for who asked, and for the log.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Mode">The way that was tried last; null when none was.</param>
/// <param name="SipStatus">The SIP status that decided it, where there was one.</param>
/// <param name="Reason">In words.</param>
/// <param name="Duration">From the wish to the outcome.</param>
public sealed record TransferResult(TransferStatus Status, TransferMode? Mode, int? SipStatus, string? Reason, TimeSpan Duration)
{
    /// <summary>The caller has left the agent.</summary>
    public bool HasLeft => Status is TransferStatus.Completed or TransferStatus.Unconfirmed;

    public static TransferResult NotPossible(string reason) => new(TransferStatus.NotPossible, null, null, reason, TimeSpan.Zero);

    public static TransferResult NotAllowed(string reason) => new(TransferStatus.NotAllowed, null, null, reason, TimeSpan.Zero);
}
