namespace Realtime.Simulator.Calls;

/// <summary>Log messages of calls; ids 10000 to 10099.</summary>
internal static partial class CallLog
{
    [LoggerMessage(10000, LogLevel.Information, "Call {CallId} rings ({Kind})")]
    public static partial void Rings(this ILogger logger, string callId, string kind);

    [LoggerMessage(10001, LogLevel.Information, "Call {CallId} accepted with model {Model}")]
    public static partial void Accepted(this ILogger logger, string callId, string model);

    [LoggerMessage(10002, LogLevel.Information, "Call {CallId} ended: {Reason}")]
    public static partial void Ended(this ILogger logger, string callId, string reason);
}
