using Microsoft.Extensions.Logging;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>What the transactions log: ids 2000 to 2999. What a stranger can cause stays at Information or below.</summary>
internal static partial class TransactionLog
{
    [LoggerMessage(2000, LogLevel.Debug, "{Fault} on {Flow}: answered {Status}")]
    public static partial void Refused(this ILogger logger, SipFault fault, SipFlow flow, int status);

    [LoggerMessage(2001, LogLevel.Debug, "{Fault} on {Flow}: dropped")]
    public static partial void Dropped(this ILogger logger, SipFault fault, SipFlow flow);

    [LoggerMessage(2002, LogLevel.Information, "The table of transactions is full; a request from {Flow} is refused")]
    public static partial void TableFull(this ILogger logger, SipFlow flow);

    [LoggerMessage(2003, LogLevel.Error, "Preparing a request threw; it is not sent")]
    public static partial void PrepareThrew(this ILogger logger, Exception bug);

    [LoggerMessage(2004, LogLevel.Error, "The observer of a transaction threw; the event is lost to it")]
    public static partial void ObserverThrew(this ILogger logger, Exception bug);
}
