namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>Log lines of the defence: 4550 to 4569. Strangers cause them, so none is above Information.</summary>
internal static partial class DefenceLog
{
    [LoggerMessage(4550, LogLevel.Information, "Source {Source} is banned for a while: {Signal}")]
    public static partial void Bans(this ILogger logger, string source, string signal);

    [LoggerMessage(4551, LogLevel.Information, "{Count} further requests that matched no trunk were not logged")]
    public static partial void LeftOut(this ILogger logger, long count);

    [LoggerMessage(4552, LogLevel.Debug, "INVITE of trunk {Trunk} refused with 503: {Limit}")]
    public static partial void AboveLimit(this ILogger logger, string trunk, string limit);
}
