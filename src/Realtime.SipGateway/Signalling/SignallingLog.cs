namespace Realtime.SipGateway.Signalling;

/// <summary>Log lines of signalling: 4500 to 4599. What a stranger can cause is Information at most.</summary>
internal static partial class SignallingLog
{
    [LoggerMessage(4500, LogLevel.Information, "SIP listens on {Transport} {Address}")]
    public static partial void Listens(this ILogger logger, string transport, string address);

    [LoggerMessage(4501, LogLevel.Information, "INVITE from {Source} over {Transport} matches no trunk: {Why}")]
    public static partial void NoTrunk(this ILogger logger, string source, string transport, string why);

    [LoggerMessage(4502, LogLevel.Information, "Call {CallId} from trunk {Trunk} refused with {Status}: {Why}")]
    public static partial void Refused(this ILogger logger, string callId, string trunk, int status, string why);

    [LoggerMessage(4503, LogLevel.Information, "INVITE of trunk {Trunk} refused with {Status}: {Why}")]
    public static partial void RefusedUnrecorded(this ILogger logger, string trunk, int status, string why);

    [LoggerMessage(4504, LogLevel.Information, "Call {CallId} ended by {By}: {Cause}")]
    public static partial void Ended(this ILogger logger, string callId, string by, string cause);

    [LoggerMessage(4505, LogLevel.Information, "Call {CallId}: target {Target} failed: {Result} {Status}")]
    public static partial void TargetFailed(this ILogger logger, string callId, string target, string result, int status);

    [LoggerMessage(4506, LogLevel.Error, "Call {CallId} failed inside the gateway")]
    public static partial void Faulted(this ILogger logger, Exception exception, string callId);

    [LoggerMessage(4507, LogLevel.Information, "Stopping: {Count} calls are hung up")]
    public static partial void HangsUpAll(this ILogger logger, int count);

    [LoggerMessage(4660, LogLevel.Information, "Stopping: {Count} calls may end within {Seconds} s; new ones get 503; a second signal hangs up at once")]
    public static partial void Draining(this ILogger logger, int count, int seconds);

    [LoggerMessage(4661, LogLevel.Information, "Stopping: of {Count} calls {Left} are left")]
    public static partial void Drained(this ILogger logger, int count, int left);

    [LoggerMessage(4570, LogLevel.Information, "Trunks are in force as changed: {Count}, {Added} new, {Removed} gone")]
    public static partial void SettingsReplaced(this ILogger logger, int count, int added, int removed);

    [LoggerMessage(4571, LogLevel.Error, "The changed settings have {Count} faults and are not in force:\n{Faults}")]
    public static partial void SettingsRefused(this ILogger logger, int count, string faults);

    [LoggerMessage(4662, LogLevel.Information, "Stopping: {Count} calls are left to the next process")]
    public static partial void HandedOver(this ILogger logger, int count);

    [LoggerMessage(4663, LogLevel.Error, "Stopping: {Count} calls could not be handed over and are hung up")]
    public static partial void HandoverFailed(this ILogger logger, Exception exception, int count);

    [LoggerMessage(4664, LogLevel.Information, "Call {CallId} is taken over from the process before")]
    public static partial void TakenOver(this ILogger logger, string callId);

    [LoggerMessage(4665, LogLevel.Warning, "Call {CallId} of trunk {Trunk} could not be taken over: the trunk is gone, or there are too many dialogs")]
    public static partial void NotTakenOver(this ILogger logger, string callId, string trunk);

    [LoggerMessage(4666, LogLevel.Warning, "Policy version {Version} of calls that were handed over does not fit this site any more: they end")]
    public static partial void PolicyNotRestored(this ILogger logger, string version);

    [LoggerMessage(4572, LogLevel.Warning, "Settings of Sip or Targets have changed that are read at the start only: they take effect with the next one")]
    public static partial void NeedsRestart(this ILogger logger);

    [LoggerMessage(4667, LogLevel.Error, "Call {CallId} could not be taken over")]
    public static partial void TakeoverFailed(this ILogger logger, Exception exception, string callId);

    [LoggerMessage(4690, LogLevel.Information, "Call {CallId} died with its process: BYE to its {Leg} was answered {Status} (0: not at all)")]
    public static partial void DeadLegEnded(this ILogger logger, string callId, string leg, int status);

    [LoggerMessage(4691, LogLevel.Warning, "Call {CallId} died with its process: its {Leg} cannot be hung up")]
    public static partial void DeadLegNotEnded(this ILogger logger, Exception exception, string callId, string leg);

    [LoggerMessage(4692, LogLevel.Warning, "Calls that died with their process cannot be read: their legs are hung up when that works again")]
    public static partial void DeadCallsUnknown(this ILogger logger, Exception exception);
}
