using System.Text;
using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>
/// What a failed attempt means and what may be tried after it: timeouts, lost connections, 408, 5xx and whatever is the vendor's own trouble go on;
/// busy, decline and every 6xx were meant and end the call.
/// </summary>
internal static class Failover
{
    private const int InnerTimeoutBody = 256;

    /// <summary>Refusals of an AI target that another one would give too, because they are about the call: media, busy, decline.</summary>
    private static readonly int[] AboutTheCall = [415, 420, 421, 485, 486, 487, 488, 493];

    /// <summary>Refusals of a person's side that say that this way is closed, not that he does not want to talk.</summary>
    private static readonly int[] AboutTheWay = [408, 430, 480];

    /// <param name="target">The AI target that was dialled.</param>
    /// <param name="result">How the attempt ended on the wire.</param>
    /// <param name="fault">What was found missing while waiting; null when nothing was.</param>
    public static AttemptFailure OfTarget(SipTarget target, DialResult result, AttemptFailure? fault)
    {
        if (fault is not null)
        {
            return fault;
        }

        var status = result.StatusCode;
        return result.Status switch
        {
            DialStatus.Rejected when IsInnerTimeout(result.Response!) => Rejected(VendorFaultKind.InnerTimeout, result, FailoverScope.Target),
            DialStatus.Rejected => Rejected(VendorFaultKind.Rejected, result, ScopeOf(target, status)),
            DialStatus.TimedOut => new AttemptFailure(
                VendorFaultKind.TimedOut, Vendor(CallCause.VendorTimedOut, 504, "the AI service did not answer"), FailoverScope.Target),
            DialStatus.OfferMissing => new AttemptFailure(
                VendorFaultKind.Rejected, new CallOutcome(CallEndedBy.Policy, CallCause.MediaRefused, 488, "an offer is needed"), FailoverScope.None),
            _ => Unreachable,
        };
    }

    /// <summary>No address, no connection.</summary>
    public static AttemptFailure Unreachable { get; } = new(
        VendorFaultKind.Unreachable, Vendor(CallCause.VendorUnreachable, 503, "the AI service could not be reached"), FailoverScope.Address);

    public static AttemptFailure WebhookMissing { get; } = new(
        VendorFaultKind.WebhookMissing, Vendor(CallCause.WebhookMissing, 503, "the AI service did not announce the call"), FailoverScope.Target);

    /// <summary>No media relay: only who needs none can take the call.</summary>
    public static AttemptFailure RelayMissing { get; } = new(
        VendorFaultKind.MediaRelay, new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, 503, "no media relay"), FailoverScope.Target);

    public static AttemptFailure AnswerMissing { get; } = new(
        VendorFaultKind.AnswerMissing, Vendor(CallCause.AnswerMissing, 504, "the AI service took the accept and did not answer"), FailoverScope.Target);

    /// <summary>The session was refused or lost behind SIP: by accept, by the media it tells of, by its sideband.</summary>
    public static AttemptFailure OfSession(CallOutcome outcome) => new(KindOf(outcome), outcome, FailoverScope.Target);

    public static string KindOf(CallOutcome outcome) => outcome.Cause switch
    {
        CallCause.AcceptRefused => VendorFaultKind.AcceptRefused,
        CallCause.MediaRefused => VendorFaultKind.MediaSecurity,
        _ => VendorFaultKind.AttachRefused,
    };

    /// <summary>A person, queue or voicemail that was dialled.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="why">Why nobody before it took the call; null when it was the first.</param>
    /// <param name="isSent">A rule sent the call there; else it is what is left when no AI target took it.</param>
    public static AttemptFailure OfFallback(DialResult result, CallOutcome? why, bool isSent = false)
    {
        var status = result.StatusCode;
        var who = isSent ? "the destination" : "the fallback";
        var said = result.Status switch
        {
            DialStatus.Rejected => $"{who} answered {status}",
            DialStatus.TimedOut => $"{who} did not answer",
            DialStatus.OfferMissing => $"{who} needs an offer",
            _ => $"{who} could not be reached",
        };
        var outcome = new CallOutcome(
            isSent ? CallEndedBy.Destination : CallEndedBy.Vendor, isSent ? CallCause.DestinationFailed : CallCause.FallbackFailed, status is 404 or 480 or 486 or 600 or 603 ? status : 503, why?.Reason is null ? said : $"{said}, after: {why.Reason}");
        var scope = result.Status switch
        {
            DialStatus.TransportFailed => FailoverScope.Address,
            DialStatus.Rejected when status is >= 500 and <= 599 || AboutTheWay.Contains(status) => FailoverScope.Address,
            _ => FailoverScope.None,
        };
        var kind = result.Status switch
        {
            DialStatus.Rejected => VendorFaultKind.Rejected,
            DialStatus.TimedOut => VendorFaultKind.TimedOut,
            _ => VendorFaultKind.Unreachable,
        };
        return new AttemptFailure(kind, outcome, scope, status, result.Response?.ReasonPhrase);
    }

    private static FailoverScope ScopeOf(SipTarget target, int status) => status switch
    {
        >= 600 or 486 => FailoverScope.None,
        503 => FailoverScope.Address,
        _ when target.FailoverStatuses.Count > 0 => target.FailoverStatuses.Contains(status) ? FailoverScope.Target : FailoverScope.None,
        _ => AboutTheCall.Contains(status) ? FailoverScope.None : FailoverScope.Target,
    };

    private static AttemptFailure Rejected(string kind, DialResult result, FailoverScope scope) => new(
        kind,
        Vendor(CallCause.VendorRejected, ToCaller(result.StatusCode), $"the AI service answered {result.StatusCode}"),
        scope,
        result.StatusCode,
        result.Response?.ReasonPhrase);

    /// <summary>
    /// Busy and decline mean the same to the caller as they did to us; anything else is our trouble with the vendor, and the carrier may try elsewhere.
    /// </summary>
    private static int ToCaller(int status) => status is 480 or 486 or 600 or 603 ? status : 503;

    /// <summary>Seen live: <c>400</c> with the text <c>error code: 504</c> when the vendor's own parts do not find together.</summary>
    private static bool IsInnerTimeout(SipResponse response) =>
        response.StatusCode == 400
        && (Encoding.ASCII.GetString(response.Body.Span[..Math.Min(response.Body.Length, InnerTimeoutBody)]).Contains("504", StringComparison.Ordinal)
            || response.ReasonPhrase.Contains("504", StringComparison.Ordinal));

    private static CallOutcome Vendor(CallCause cause, int status, string reason) => new(CallEndedBy.Vendor, cause, status, reason);
}
