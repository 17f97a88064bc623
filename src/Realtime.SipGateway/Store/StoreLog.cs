namespace Realtime.SipGateway.Store;

internal static partial class StoreLog
{
    [LoggerMessage(8001, LogLevel.Information, "The store {Path} is open")]
    public static partial void Opened(this ILogger logger, string path);

    [LoggerMessage(8002, LogLevel.Error, "The store cannot write: {Why}. Calls go on; {Queued} writes wait in memory, {Spooled} in the spool")]
    public static partial void CommitFailed(this ILogger logger, string why, int queued, int spooled);

    [LoggerMessage(8003, LogLevel.Warning, "The store writes again; {Queued} writes wait in memory, {Spooled} in the spool, {Dropped} were lost since the start")]
    public static partial void Recovered(this ILogger logger, int queued, int spooled, long dropped);

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

    [LoggerMessage(8010, LogLevel.Warning, "Events wait in the spool {Path} until the database takes them")]
    public static partial void SpoolBegins(this ILogger logger, string path);

    [LoggerMessage(8011, LogLevel.Warning, "The spool is empty: all that waited in it is in the database")]
    public static partial void SpoolEnds(this ILogger logger);

    [LoggerMessage(8012, LogLevel.Error, "The database does not work, and {Why}; events wait in memory")]
    public static partial void SpoolFailed(this ILogger logger, string why);

    [LoggerMessage(8013, LogLevel.Warning, "{Count} writes that the process before could not make were taken up from the spool")]
    public static partial void SpoolTakenUp(this ILogger logger, int count);

    [LoggerMessage(8014, LogLevel.Error, "{Count} lines of the spool are damaged and are lost")]
    public static partial void SpoolDamaged(this ILogger logger, int count);

    [LoggerMessage(8015, LogLevel.Warning, "The digits that the caller of {CallId} entered could not be handed over ({Fault}); they are asked for again")]
    public static partial void DigitsNotHandedOver(this ILogger logger, string callId, string fault);

    [LoggerMessage(8101, LogLevel.Information, "Purged the events of {Events} calls and the records of {Records} in {Seconds:F1} s")]
    public static partial void Purged(this ILogger logger, int events, int records, double seconds);

    [LoggerMessage(8102, LogLevel.Warning, "What is too old could not be purged: {Why}; it is tried again tomorrow")]
    public static partial void NotPurged(this ILogger logger, string why);
}
