using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband;

internal static partial class SidebandLog
{
    [LoggerMessage(6000, LogLevel.Information, "Sideband of {Call} attached after {Tries} tries in {Milliseconds} ms")]
    public static partial void Attached(this ILogger logger, CallId call, int tries, double milliseconds);

    [LoggerMessage(6001, LogLevel.Information, "Sideband of {Call} could not be attached after {Tries} tries: {Reason}")]
    public static partial void AttachFailed(this ILogger logger, CallId call, int tries, string reason);

    [LoggerMessage(6002, LogLevel.Information, "Sideband of {Call} was lost, close code {Code}: {Reason}")]
    public static partial void Lost(this ILogger logger, CallId call, int? code, string? reason);

    [LoggerMessage(6003, LogLevel.Information, "Sideband of {Call} sent a message that is no event: {Reason}")]
    public static partial void Malformed(this ILogger logger, CallId call, string reason);

    [LoggerMessage(6004, LogLevel.Information, "Guardrail {Guardrail} stopped the agent of {Call}")]
    public static partial void Stopped(this ILogger logger, string guardrail, CallId call);

    [LoggerMessage(6005, LogLevel.Error, "Sideband worker of {Call} failed; the call is hung up")]
    public static partial void WorkerFault(this ILogger logger, CallId call, Exception fault);

    [LoggerMessage(6006, LogLevel.Error, "Tool {Tool} of {Call} failed")]
    public static partial void ToolFault(this ILogger logger, CallId call, string tool, Exception fault);

    [LoggerMessage(6007, LogLevel.Error, "Hanging up {Call} failed, try {Try}")]
    public static partial void HangUpFault(this ILogger logger, CallId call, int @try, Exception fault);

    [LoggerMessage(6008, LogLevel.Error, "{Call} did not end {Milliseconds} ms after it was hung up")]
    public static partial void HangUpUnanswered(this ILogger logger, CallId call, double milliseconds);

    [LoggerMessage(6009, LogLevel.Warning, "No sideband for {Call}: {Count} are open already")]
    public static partial void Full(this ILogger logger, CallId call, int count);

    [LoggerMessage(6010, LogLevel.Warning, "Tool {Tool} cannot be used: its parameters are no JSON Schema that the gateway reads")]
    public static partial void ToolUnusable(this ILogger logger, string tool, Exception fault);
}
