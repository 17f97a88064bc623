namespace Realtime.SipGateway.Calls.Budget;

internal static partial class SpendingLog
{
    [LoggerMessage(6320, LogLevel.Warning, "What calls cost could not be written down or read, and is tried again each second; day budgets may count too little: {Fault}")]
    public static partial void NotKept(this ILogger logger, string fault);
}
