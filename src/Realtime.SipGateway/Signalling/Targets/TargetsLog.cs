namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>Log lines of outgoing calls and the health of where they go: 4580 to 4609.</summary>
internal static partial class TargetsLog
{
    [LoggerMessage(4580, LogLevel.Warning, "{Group}: {Address} is down: {Why}")]
    public static partial void DestinationDown(this ILogger logger, string group, string address, string why);

    [LoggerMessage(4581, LogLevel.Information, "{Group}: {Address} is back")]
    public static partial void DestinationReturned(this ILogger logger, string group, string address);

    [LoggerMessage(4582, LogLevel.Warning, "{Group} fails its calls and is left alone for a while: {Why}")]
    public static partial void ServiceFailing(this ILogger logger, string group, string why);

    [LoggerMessage(4583, LogLevel.Information, "{Group} takes calls again")]
    public static partial void ServiceReturned(this ILogger logger, string group);

    [LoggerMessage(4584, LogLevel.Information, "Call {CallId}: attempt {Attempt} to {Target} failed ({Kind}, SIP {Status}); what follows: {Action}")]
    public static partial void AttemptFailed(this ILogger logger, string callId, int attempt, string target, string kind, int status, string action);

    [LoggerMessage(4585, LogLevel.Information, "Call {CallId} falls back to {Destination}")]
    public static partial void FallsBack(this ILogger logger, string callId, string destination);

    [LoggerMessage(4588, LogLevel.Information, "Call {CallId} goes to {Destination} without an agent")]
    public static partial void Sends(this ILogger logger, string callId, string destination);

    [LoggerMessage(4586, LogLevel.Information, "{Group}: {Uri} has no address")]
    public static partial void NotResolved(this ILogger logger, string group, string uri);

    [LoggerMessage(4587, LogLevel.Error, "The health checks of {Group} failed inside the gateway")]
    public static partial void ProbeFaulted(this ILogger logger, Exception fault, string group);
}
