using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

internal static partial class JudgeLog
{
    [LoggerMessage(6380, LogLevel.Warning, "Guardrail {Guardrail} gave no verdict in {Call}")]
    public static partial void JudgeFault(this ILogger logger, string guardrail, CallId call, Exception fault);

    [LoggerMessage(6381, LogLevel.Warning, "Guardrail {Guardrail} cannot be asked: {Fault}")]
    public static partial void JudgeNotSetUp(this ILogger logger, string guardrail, string fault);
}
