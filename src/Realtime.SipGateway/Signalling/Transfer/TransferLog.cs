namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>Log lines of transfers: 4610 to 4639.</summary>
internal static partial class TransferLog
{
    [LoggerMessage(4610, LogLevel.Information, "Call {CallId}: transfer {Status} by {Mode} after {DurationMs} ms, SIP {SipStatus}: {Reason}")]
    public static partial void Transferred(this ILogger logger, string callId, string status, string mode, double durationMs, int? sipStatus, string? reason);

    [LoggerMessage(4611, LogLevel.Information, "Call {CallId}: transfer by {Mode} failed, SIP {SipStatus}: {Reason}; the next way is tried")]
    public static partial void TriesNext(this ILogger logger, string callId, string mode, int? sipStatus, string? reason);
}
