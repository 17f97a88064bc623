namespace Realtime.SipGateway.Signalling.Transport;

/// <summary>Log lines about certificates and listeners: 4680 to 4689.</summary>
internal static partial class TransportSettingsLog
{
    [LoggerMessage(4680, LogLevel.Information, "Changed certificates taken over: {Files}")]
    public static partial void CertificateReloaded(this ILogger logger, string files);

    [LoggerMessage(4681, LogLevel.Error, "Changed certificates cannot be used, the old ones stay: {Files}: {Why}")]
    public static partial void CertificateNotReloaded(this ILogger logger, string files, string why);

    [LoggerMessage(4682, LogLevel.Warning, "The certificate in {File} ends at {End}")]
    public static partial void CertificateEnds(this ILogger logger, string file, DateTimeOffset end);
}
