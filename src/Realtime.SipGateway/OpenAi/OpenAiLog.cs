using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.OpenAi;

internal static partial class OpenAiLog
{
    [LoggerMessage(5501, LogLevel.Information, "{Command} of {RealtimeCallId} at {Target}: {Result} (status {Status}, code {Code}, request {RequestId}, {Tries} tries)")]
    public static partial void Answered(
        this ILogger logger, CallCommand command, string target, RealtimeCallId realtimeCallId, CallCommandResult result, int? status, string? code,
        string? requestId, int tries);

    [LoggerMessage(5502, LogLevel.Warning, "{Target} does not answer accepts: its calls go elsewhere for {Seconds} s, then one tries it again")]
    public static partial void CircuitOpened(this ILogger logger, string target, double seconds);

    [LoggerMessage(5503, LogLevel.Information, "{Target} answers accepts again")]
    public static partial void CircuitClosed(this ILogger logger, string target);

    [LoggerMessage(5504, LogLevel.Error, "{Target} refuses our key or project (status {Status}, code {Code}): check its ApiKey, Project and Organization")]
    public static partial void KeyRefused(this ILogger logger, string target, int? status, string? code);
}
