namespace Realtime.SipGateway.Signalling.MutualTls;

/// <summary>Log lines of mutual TLS: 4650.</summary>
internal static partial class CertificateLog
{
    [LoggerMessage(4650, LogLevel.Information, "INVITE from {Source} has no certificate of trunk {Trunk}: {Why}")]
    public static partial void CertificateMissing(this ILogger logger, string source, string trunk, string why);
}
