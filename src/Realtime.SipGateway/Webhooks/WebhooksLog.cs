using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

internal static partial class WebhooksLog
{
    [LoggerMessage(5001, LogLevel.Information, "A delivery for {Target} was refused: {Verdict}")]
    public static partial void SignatureRefused(this ILogger logger, string target, WebhookSignatureVerdict verdict);

    [LoggerMessage(5002, LogLevel.Debug, "An event {Type} of {Target} was acknowledged and ignored")]
    public static partial void Ignored(this ILogger logger, string target, string type);

    [LoggerMessage(5003, LogLevel.Information, "{RealtimeCallId} of {Target} was claimed before: acknowledged, nothing else")]
    public static partial void Duplicate(this ILogger logger, string target, RealtimeCallId realtimeCallId);

    [LoggerMessage(5004, LogLevel.Error, "The claim of {RealtimeCallId} of {Target} could not be stored; the vendor was asked to deliver again")]
    public static partial void ClaimFailed(this ILogger logger, Exception fault, string target, RealtimeCallId realtimeCallId);

    [LoggerMessage(5005, LogLevel.Information, "{RealtimeCallId} of {Target} is refused: {Why}")]
    public static partial void CallRefused(this ILogger logger, string target, RealtimeCallId realtimeCallId, string why);

    [LoggerMessage(5006, LogLevel.Information, "{CallId}: {RealtimeCallId} is not accepted, the caller has gone ({Verdict})")]
    public static partial void CallerGone(this ILogger logger, CallId callId, RealtimeCallId realtimeCallId, CallVerdict verdict);

    [LoggerMessage(5007, LogLevel.Information, "{CallId}: {RealtimeCallId} was accepted too late ({Verdict}) and is hung up by API")]
    public static partial void AcceptedTooLate(this ILogger logger, CallId callId, RealtimeCallId realtimeCallId, CallVerdict verdict);

    [LoggerMessage(5008, LogLevel.Error, "The decision on {RealtimeCallId} of {Target} failed; the call is ended")]
    public static partial void AdmissionFailed(this ILogger logger, Exception fault, string target, RealtimeCallId realtimeCallId);

    [LoggerMessage(5009, LogLevel.Critical, "A decision failed and could not be cleaned up")]
    public static partial void AdmissionEscaped(this ILogger logger, Exception fault);

    [LoggerMessage(5010, LogLevel.Error, "{RealtimeCallId} of {Target} could not be ended by API ({Result}); the next start tries again")]
    public static partial void NotEnded(this ILogger logger, string target, RealtimeCallId realtimeCallId, CallCommandResult result);

    [LoggerMessage(5011, LogLevel.Warning, "The decision on {RealtimeCallId} of {Target} could not be stored")]
    public static partial void NoteFailed(this ILogger logger, Exception fault, string target, RealtimeCallId realtimeCallId);

    [LoggerMessage(5012, LogLevel.Warning, "{Count} calls were claimed by a process that died; they are ended by API")]
    public static partial void Recovering(this ILogger logger, int count);

    [LoggerMessage(5013, LogLevel.Error, "{RealtimeCallId} was claimed for {Target}, which is not configured any more: it cannot be ended")]
    public static partial void TargetGone(this ILogger logger, string target, RealtimeCallId realtimeCallId);

    [LoggerMessage(5014, LogLevel.Information, "A test delivery for {Target} was acknowledged: address, secret and signature are right")]
    public static partial void TestDelivered(this ILogger logger, string target);

    [LoggerMessage(5015, LogLevel.Information, "{RealtimeCallId} of {Target} was announced {Minutes} minutes late: acknowledged, its caller has gone long ago")]
    public static partial void Late(this ILogger logger, string target, RealtimeCallId realtimeCallId, int minutes);

    [LoggerMessage(5016, LogLevel.Warning, "{RealtimeCallId} came by the webhook of {Target}, but its call went to another target: check whose webhook address and secret stand where")]
    public static partial void ForeignTarget(this ILogger logger, string target, RealtimeCallId realtimeCallId);

    [LoggerMessage(5017, LogLevel.Error, "{CallId}: the session of agent {Agent} is not what the Realtime API takes and is not sent: {Faults}")]
    public static partial void SessionInvalid(this ILogger logger, CallId callId, string agent, string faults);

    [LoggerMessage(5018, LogLevel.Information, "{RealtimeCallId} came by the webhook of {Target}, but another gateway with this store may have sent it: neither claimed nor refused, the sender was asked to deliver again")]
    public static partial void Elsewhere(this ILogger logger, string target, RealtimeCallId realtimeCallId);
}
