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
    /// <param name="withPerson">The target was a person, a queue or a voicemail.</param>
    public static CallOutcome Of(B2buaOutcome outcome, CallOutcome? ours, bool withPerson) => outcome.Cause switch
    {
        B2buaCause.CallerCancelled => CallOutcome.CallerCancelled with { Reason = Cap(outcome.Reason) },
        B2buaCause.CallerHungUp => CallOutcome.CallerHungUp with { Reason = Cap(outcome.Reason) },
        B2buaCause.CallerLost => new CallOutcome(CallEndedBy.Caller, CallCause.CallerUnreachable, Status(outcome)),
        B2buaCause.CallerExpired => new CallOutcome(CallEndedBy.Caller, CallCause.CallerUnreachable, null, "session timer expired"),
        B2buaCause.TargetExpired => new CallOutcome(CallEndedBy.Vendor, CallCause.VendorUnreachable, null, "session timer expired"),
        B2buaCause.TargetHungUp => TargetHungUp(Cap(outcome.Reason), withPerson),
        B2buaCause.TargetLost when withPerson => TargetHungUp("its leg is gone", withPerson),
        B2buaCause.TargetLost => new CallOutcome(CallEndedBy.Vendor, CallCause.VendorUnreachable),
        B2buaCause.NotAcknowledged => new CallOutcome(CallEndedBy.Caller, CallCause.CallerNeverAcknowledged),
        _ => ours ?? new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, Status(outcome)),
    };

    /// <summary>A BYE ends the call for the side that sent it; before the answer it is one more way to give up (RFC 3261 §15).</summary>
    public static CallOutcome OfBye(B2buaEvent bye, bool isAnswered, bool withPerson)
    {
        var reason = Cap(bye.Message?.Headers.First(SipHeaderId.Reason));
        return bye.Side == B2buaSide.Caller
            ? (isAnswered ? CallOutcome.CallerHungUp : CallOutcome.CallerCancelled) with { Reason = reason }
            : TargetHungUp(reason, withPerson);
    }

    private static CallOutcome TargetHungUp(string? reason, bool withPerson) => withPerson
        ? new CallOutcome(CallEndedBy.Destination, CallCause.DestinationHungUp, null, reason)
        : new CallOutcome(CallEndedBy.Vendor, CallCause.VendorHungUp, null, reason);

    private static int? Status(B2buaOutcome outcome) => outcome.Status >= 300 ? outcome.Status : null;

    private static string? Cap(string? reason) => reason is { Length: > MaxReason } ? reason[..MaxReason] : reason;
}
