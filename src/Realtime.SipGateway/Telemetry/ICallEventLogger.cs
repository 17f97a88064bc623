namespace Realtime.SipGateway.Telemetry;

/// <summary>Where the events of calls are written as log records.</summary>
public interface ICallEventLogger
{
    /// <summary>Null when they do not leave.</summary>
    ILogger? Logger { get; }
}
