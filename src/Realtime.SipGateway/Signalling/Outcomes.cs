using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling;

/// <summary>What SIP says of an end, in the words of the product.</summary>
internal static class Outcomes
{
    /// <summary>Longest reason text kept of a peer.</summary>
    private const int MaxReason = 256;

    /// <param name="outcome">How the SIP call ended.</param>
    /// <param name="ours">Why we ended or refused it, when it was us.</param>
    public static CallOutcome Of(B2buaOutcome outcome, CallOutcome? ours) => outcome.Cause switch
    {
        B2buaCause.CallerCancelled => CallOutcome.CallerCancelled with { Reason = Cap(outcome.Reason) },
        B2buaCause.CallerHungUp => CallOutcome.CallerHungUp with { Reason = Cap(outcome.Reason) },
        B2buaCause.CallerLost => new CallOutcome(CallEndedBy.Caller, CallCause.CallerUnreachable, Status(outcome)),
        B2buaCause.CallerExpired => new CallOutcome(CallEndedBy.Caller, CallCause.CallerUnreachable, null, "session timer expired"),
        B2buaCause.TargetExpired => new CallOutcome(CallEndedBy.Vendor, CallCause.VendorUnreachable, null, "session timer expired"),
        B2buaCause.TargetHungUp => new CallOutcome(CallEndedBy.Vendor, CallCause.VendorHungUp, null, Cap(outcome.Reason)),
        B2buaCause.TargetLost => new CallOutcome(CallEndedBy.Vendor, CallCause.VendorUnreachable),
        B2buaCause.NotAcknowledged => new CallOutcome(CallEndedBy.Caller, CallCause.CallerNeverAcknowledged),
        _ => ours ?? new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, Status(outcome)),
    };

    /// <summary>A BYE ends the call for the side that sent it; before the answer it is one more way to give up (RFC 3261 §15).</summary>
    public static CallOutcome OfBye(B2buaEvent bye, bool isAnswered)
    {
        var reason = Cap(bye.Message?.Headers.First(SipHeaderId.Reason));
        return bye.Side == B2buaSide.Caller
            ? (isAnswered ? CallOutcome.CallerHungUp : CallOutcome.CallerCancelled) with { Reason = reason }
            : new CallOutcome(CallEndedBy.Vendor, CallCause.VendorHungUp, null, reason);
    }

    /// <summary>Why a call ends whose only target could not be had, and the status that its caller gets.</summary>
    public static CallOutcome OfFailedDial(DialResult result, bool webhookMissing) => result.Status switch
    {
        _ when webhookMissing => new CallOutcome(
            CallEndedBy.Vendor, CallCause.WebhookMissing, 503, "the AI service did not announce the call"),
        DialStatus.Rejected => new CallOutcome(
            CallEndedBy.Vendor, CallCause.VendorRejected, ToCaller(result.StatusCode), $"the AI service answered {result.StatusCode}"),
        DialStatus.TimedOut => new CallOutcome(CallEndedBy.Vendor, CallCause.VendorTimedOut, 504, "the AI service did not answer"),
        DialStatus.OfferMissing => new CallOutcome(CallEndedBy.Policy, CallCause.MediaRefused, 488, "an offer is needed"),
        _ => new CallOutcome(CallEndedBy.Vendor, CallCause.VendorUnreachable, 503, "the AI service could not be reached"),
    };

    /// <summary>
    /// Busy and decline mean the same to the caller as they did to us; anything else is our trouble with the vendor, and the carrier may try elsewhere.
    /// </summary>
    private static int ToCaller(int status) => status is 480 or 486 or 600 or 603 ? status : 503;

    private static int? Status(B2buaOutcome outcome) => outcome.Status >= 300 ? outcome.Status : null;

    private static string? Cap(string? reason) => reason is { Length: > MaxReason } ? reason[..MaxReason] : reason;
}
