using Microsoft.Extensions.Logging;

namespace Realtime.Sip.Registrations;

/// <summary>Log lines of registrations: 3720 to 3739.</summary>
internal static partial class RegistrationLog
{
    [LoggerMessage(3720, LogLevel.Information, "Registered {AddressOfRecord} as {Contact} for {Seconds} s")]
    public static partial void Registered(this ILogger logger, string addressOfRecord, string? contact, int seconds);

    [LoggerMessage(3721, LogLevel.Warning, "Registration of {AddressOfRecord} failed ({Failures} in a row): {Answer}; again in {Delay}")]
    public static partial void RegistrationFailed(this ILogger logger, string addressOfRecord, int failures, string? answer, TimeSpan delay);

    [LoggerMessage(3722, LogLevel.Information, "The connection to the registrar of {AddressOfRecord} is lost: registering anew")]
    public static partial void FlowLost(this ILogger logger, string addressOfRecord);

    [LoggerMessage(3723, LogLevel.Information, "Registration of {AddressOfRecord} is over")]
    public static partial void RegistrationEnded(this ILogger logger, string addressOfRecord);

    [LoggerMessage(3724, LogLevel.Error, "Registration of {AddressOfRecord} met a fault of ours")]
    public static partial void RegistrationFaulted(this ILogger logger, Exception exception, string addressOfRecord);
}
