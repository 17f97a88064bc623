using System.Net;
using Microsoft.Extensions.Logging;

namespace Realtime.Sip.Resolution;

/// <summary>What the resolver logs: ids 3800 to 3849. Names come from strangers too: Information at most.</summary>
internal static partial class ResolutionLog
{
    [LoggerMessage(3800, LogLevel.Debug, "DNS server {Server} gave no answer for {Name} {Type}: {Why}")]
    public static partial void ServerFailed(this ILogger logger, IPEndPoint server, string name, DnsType type, string why);

    [LoggerMessage(3801, LogLevel.Information, "DNS server {Silent} does not answer; {Server} does and is asked first from now on")]
    public static partial void ServerChanged(this ILogger logger, IPEndPoint silent, IPEndPoint server);

    [LoggerMessage(3802, LogLevel.Information, "No DNS server answers for {Name} {Type}; what was known before is used on")]
    public static partial void ServedStale(this ILogger logger, string name, DnsType type);

    [LoggerMessage(3803, LogLevel.Debug, "{Uri} leads nowhere: {Why}")]
    public static partial void NotResolved(this ILogger logger, string uri, string why);

    [LoggerMessage(3804, LogLevel.Error, "A DNS lookup for {Name} {Type} failed inside the resolver")]
    public static partial void LookupThrew(this ILogger logger, string name, DnsType type, Exception bug);
}
