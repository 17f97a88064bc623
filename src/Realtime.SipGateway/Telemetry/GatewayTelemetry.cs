using System.Diagnostics;

namespace Realtime.SipGateway.Telemetry;

/// <summary>The names under which the gateway tells of itself (OpenTelemetry).</summary>
public static class GatewayTelemetry
{
    /// <summary>Activity source and meter.</summary>
    public const string Name = "Realtime.SipGateway";

    /// <summary>Spans of calls: one trace per call.</summary>
    public static ActivitySource Source { get; } = new(Name);
}
