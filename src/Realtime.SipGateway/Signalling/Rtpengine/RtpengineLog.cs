namespace Realtime.SipGateway.Signalling.Rtpengine;

/// <summary>Log lines of media relays: 4600 to 4604.</summary>
internal static partial class RtpengineLog
{
    [LoggerMessage(4600, LogLevel.Information, "Media {Session}: relay {Address} did not do '{Command}': {Why}")]
    public static partial void RelayFailed(this ILogger logger, string session, string address, string command, string why);
}
