namespace Realtime.Simulator.Sip;

/// <summary>Log messages of the SIP side; ids 10400 to 10499.</summary>
internal static partial class SipLog
{
    [LoggerMessage(10400, LogLevel.Information, "An INVITE was refused with {Status}: {Why}")]
    public static partial void Refused(this ILogger logger, int status, string why);

    [LoggerMessage(10401, LogLevel.Information, "Call {CallId}: the 200 OK was never acknowledged")]
    public static partial void NotAcknowledged(this ILogger logger, string callId);

    [LoggerMessage(10402, LogLevel.Error, "Call {CallId}: its SIP side failed")]
    public static partial void Faulted(this ILogger logger, string callId, Exception fault);
}
