namespace Realtime.SipGateway.Store;

internal static partial class StoreLog
{
    [LoggerMessage(8001, LogLevel.Information, "The store {Path} is open")]
    public static partial void Opened(this ILogger logger, string path);

    [LoggerMessage(8002, LogLevel.Error, "The store cannot write: {Why}. Calls go on; {Queued} writes wait")]
    public static partial void CommitFailed(this ILogger logger, string why, int queued);

    [LoggerMessage(8003, LogLevel.Warning, "The store writes again; {Queued} writes waited, {Dropped} were lost since the start")]
    public static partial void Recovered(this ILogger logger, int queued, long dropped);

    [LoggerMessage(8004, LogLevel.Error, "The store's queue is full: writes are lost")]
    public static partial void QueueFull(this ILogger logger);

    [LoggerMessage(8005, LogLevel.Error, "A write was faulty and is left out")]
    public static partial void WriteFaulty(this ILogger logger, Exception fault);

    [LoggerMessage(8006, LogLevel.Warning, "{Count} calls were open when the gateway died; they are recorded as ended")]
    public static partial void CrashedCallsEnded(this ILogger logger, int count);

    [LoggerMessage(8007, LogLevel.Error, "{Count} writes could not be made before the stop and are lost")]
    public static partial void LostAtStop(this ILogger logger, int count);

    [LoggerMessage(8008, LogLevel.Warning, "{Count} calls were open on nodes that are gone; they are recorded as ended")]
    public static partial void GoneCallsEnded(this ILogger logger, int count);

    [LoggerMessage(8009, LogLevel.Warning, "What goes to the store {Name} can be read on the way; add SSL Mode=VerifyFull to its connection string")]
    public static partial void ReadableOnTheWay(this ILogger logger, string name);
}
