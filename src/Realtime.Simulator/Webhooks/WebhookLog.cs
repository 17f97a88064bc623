namespace Realtime.Simulator.Webhooks;

/// <summary>Log messages of webhooks; ids 10200 to 10299.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(10200, LogLevel.Information, "The webhook for call {CallId} was answered {Status}; it will be repeated")]
    public static partial void Refused(this ILogger logger, string callId, int status);

    [LoggerMessage(10201, LogLevel.Information, "The webhook for call {CallId} was not answered; it will be repeated: {Reason}")]
    public static partial void Failed(this ILogger logger, string callId, string reason);
}
