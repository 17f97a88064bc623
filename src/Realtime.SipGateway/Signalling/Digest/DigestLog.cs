using Realtime.Sip.Authentication;

namespace Realtime.SipGateway.Signalling.Digest;

/// <summary>Log lines of authentication: 4640 to 4644.</summary>
internal static partial class DigestLog
{
    [LoggerMessage(4640, LogLevel.Debug, "INVITE from {Source} is challenged for trunk {Trunk}: {Result}")]
    public static partial void Challenged(this ILogger logger, string source, string trunk, DigestResult result);

    [LoggerMessage(4641, LogLevel.Information, "INVITE from {Source} does not prove to be of trunk {Trunk}: {Result}")]
    public static partial void ProofRefused(this ILogger logger, string source, string trunk, DigestResult result);
}
