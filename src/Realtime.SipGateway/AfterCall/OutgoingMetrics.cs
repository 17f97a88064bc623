using System.Diagnostics.Metrics;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.AfterCall;

internal sealed class OutgoingMetrics
{
    private readonly Counter<long> _tries;

    public OutgoingMetrics(IMeterFactory meters, OutgoingBoard board, TimeProvider time)
    {
        var meter = meters.Create(GatewayTelemetry.Name);
        _tries = meter.Counter<long>(GatewayInstruments.OutgoingAttempts);
        meter.Gauge(
            GatewayInstruments.OutgoingPending, () => board.Backlog.Select(static one => new Measurement<long>(one.Pending, Endpoint(one.Endpoint))));
        meter.Gauge(
            GatewayInstruments.OutgoingAge,
            () => board.Backlog.Select(one => new Measurement<double>(
                one.OldestAt is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0, Endpoint(one.Endpoint))));
    }

    public void Tried(string endpoint, OutgoingState state) => _tries.Add(
        1, Endpoint(endpoint), new KeyValuePair<string, object?>("result", state switch
        {
            OutgoingState.Delivered => "delivered",
            OutgoingState.Failed => "failed",
            _ => "retried",
        }));

    private static KeyValuePair<string, object?> Endpoint(string name) => new("endpoint", name);
}
