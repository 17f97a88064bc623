using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.Budgets;

internal static partial class CallBudgetsLog
{
    [LoggerMessage(7110, LogLevel.Warning, "{CallId} has used up the budget {Budget} and could not be hung up")]
    public static partial void HangUpFailed(this ILogger logger, Exception fault, CallId callId, string budget);
}
