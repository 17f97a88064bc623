namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>Log lines of caller identity: 4645 to 4649.</summary>
internal static partial class IdentityLog
{
    [LoggerMessage(4645, LogLevel.Information, "INVITE of trunk {Trunk} is refused with {Status}: its identity is {Result}")]
    public static partial void IdentityRefused(this ILogger logger, string trunk, int status, string result);

    [LoggerMessage(4646, LogLevel.Debug, "Identity of trunk {Trunk}: {Result}, attestation {Attestation}, signer {Signer}")]
    public static partial void IdentityChecked(this ILogger logger, string trunk, string result, string? attestation, string? signer);

    [LoggerMessage(4647, LogLevel.Information, "A signer's certificate at {Address} is not fetched: Identity:AllowedHosts does not have its host, or it is not https")]
    public static partial void AddressNotAllowed(this ILogger logger, string address);

    [LoggerMessage(4648, LogLevel.Information, "Signer's certificate from {Host}: read {IsRead}, trusted {IsTrusted}, service provider {ServiceProvider}")]
    public static partial void CertificateFetched(this ILogger logger, string host, bool isRead, bool isTrusted, string? serviceProvider);

    [LoggerMessage(4649, LogLevel.Error, "The check of an identity met a fault of ours")]
    public static partial void IdentityFaulted(this ILogger logger, Exception exception);
}
