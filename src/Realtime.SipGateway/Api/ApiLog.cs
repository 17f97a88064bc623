using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

internal static partial class ApiLog
{
    [LoggerMessage(9001, LogLevel.Information, "{CallId} is hung up by the API key {Key}")]
    public static partial void HangUp(this ILogger logger, CallId callId, string key);

    [LoggerMessage(9010, LogLevel.Information, "{CallId} is to be transferred by the API key {Key}")]
    public static partial void Transfer(this ILogger logger, CallId callId, string key);

    [LoggerMessage(9002, LogLevel.Information, "The ban of {Source} is lifted by the API key {Key}")]
    public static partial void BanLifted(this ILogger logger, string source, string key);

    [LoggerMessage(9100, LogLevel.Information, "The audit log stands at {Head}; note it to tell later whether the log was cut (audit verify --head)")]
    public static partial void AuditStandsAt(this ILogger logger, AuditHead head);

    [LoggerMessage(9101, LogLevel.Warning, "The head of the audit log could not be read: {Why}")]
    public static partial void AuditHeadUnknown(this ILogger logger, string why);

    [LoggerMessage(9102, LogLevel.Error, "Not in the audit log, which could not be written: {Action} of {What} by {Actor}: {Why}")]
    public static partial void NotAudited(this ILogger logger, string action, string what, string actor, string why);

    [LoggerMessage(9003, LogLevel.Warning, "API keys could not be read from the store: {Why}. Those known before are taken for a minute")]
    public static partial void KeysNotRead(this ILogger logger, string why);

    [LoggerMessage(9011, LogLevel.Information, "The call {FunctionCallId} of a tool in {CallId} is decided (approved: {Approved}) by {Who}")]
    public static partial void ToolDecided(this ILogger logger, CallId callId, string functionCallId, bool approved, string who);

    [LoggerMessage(9020, LogLevel.Warning, "{Path} was answered with 503: the store does not answer: {Why}")]
    public static partial void StoreUnavailable(this ILogger logger, string path, string why);
}
