using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling;

/// <summary>What the carrier and the vendor are told of an end that was ours.</summary>
internal static class HangUpReason
{
    /// <summary>The <c>Reason</c> header (RFC 3326): the agent, a policy or an operator ended it as planned, or something failed (Q.850 cause 16 or 41).</summary>
    public static string Of(CallOutcome outcome) => outcome.By is CallEndedBy.Gateway or CallEndedBy.Vendor
        ? "Q.850;cause=41;text=\"Temporary failure\""
        : "Q.850;cause=16;text=\"Normal call clearing\"";

    /// <summary>Status for a caller who still waits for an answer: temporarily unavailable when nothing better is known.</summary>
    public static int StatusOf(CallOutcome outcome) => outcome.SipStatus is >= 300 and <= 699 ? outcome.SipStatus.Value : 480;
}
