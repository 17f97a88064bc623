namespace Realtime.Simulator.Sip;

/// <summary>Log messages of the SIP side; ids 10400 to 10499.</summary>
internal static partial class SipLog
{
    [LoggerMessage(10400, LogLevel.Information, "An INVITE was refused with {Status}: {Why}")]
    public static partial void Refused(this ILogger logger, int status, string why);
}
