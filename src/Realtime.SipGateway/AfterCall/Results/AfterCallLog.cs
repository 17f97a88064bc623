using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;

namespace Realtime.SipGateway.AfterCall.Results;

internal static partial class AfterCallLog
{
    [LoggerMessage(9620, LogLevel.Information, "The {Part} of {CallId} is {Status}")]
    public static partial void Made(this ILogger logger, string part, CallId callId, AfterCallStatus status);

    [LoggerMessage(9621, LogLevel.Warning, "There is no {Part} of {CallId}, {Status} by {Model}: {Fault}")]
    public static partial void NotMade(this ILogger logger, string part, CallId callId, AfterCallStatus status, string model, string? fault);

    [LoggerMessage(9622, LogLevel.Information, "{CallId} cannot be summed up now: {Fault}; it is tried again at {At}")]
    public static partial void Postponed(this ILogger logger, CallId callId, string? fault, DateTimeOffset at);

    [LoggerMessage(9623, LogLevel.Warning, "Calls cannot be summed up now: {Fault}; it is tried again")]
    public static partial void NotWorking(this ILogger logger, string fault);
}
