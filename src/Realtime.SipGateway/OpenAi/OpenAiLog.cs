using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.OpenAi;

internal static partial class OpenAiLog
{
    [LoggerMessage(5501, LogLevel.Information, "{Command} of {RealtimeCallId} at {Target}: {Result} (status {Status}, code {Code}, request {RequestId}, {Tries} tries)")]
    public static partial void Answered(
        this ILogger logger, CallCommand command, string target, RealtimeCallId realtimeCallId, CallCommandResult result, int? status, string? code,
        string? requestId, int tries);
}
