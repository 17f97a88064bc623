using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling.Rtpengine;

/// <summary>What media relays were asked and what came of it.</summary>
internal sealed class RtpengineMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _asked = meters.Create(GatewayTelemetry.Name).Counter<long>(GatewayInstruments.RtpengineRequests);

    /// <param name="command"><c>offer</c>, <c>answer</c> or <c>delete</c>.</param>
    /// <param name="result"><c>ok</c>, <c>error</c> or <c>timeout</c>.</param>
    public void Asked(string command, string result) =>
        _asked.Add(1, new KeyValuePair<string, object?>("command", command), new KeyValuePair<string, object?>("result", result));
}
