using System.Diagnostics.Metrics;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>What became of everything that was to be exported: nothing is lost silently.</summary>
internal sealed class ExportCounts
{
    private readonly SignalCount[] _signals;

    public ExportCounts(IMeterFactory meters)
    {
        _signals = [Traces, Logs, CallEvents, Metrics];
        var meter = meters.Create(GatewayTelemetry.Name);
        meter.Total(GatewayInstruments.TelemetryItems, () => _signals.SelectMany(signal => signal.Items()));
        meter.Gauge(GatewayInstruments.TelemetryQueued, () => _signals.Where(signal => signal.HasQueue).Select(signal => signal.Waiting()));
    }

    public SignalCount Traces { get; } = new("traces");

    public SignalCount Logs { get; } = new("logs");

    public SignalCount CallEvents { get; } = new("call_events");

    public SignalCount Metrics { get; } = new("metrics", hasQueue: false);

    /// <summary>Has every signal tell when sending begins to fail, and when it works again.</summary>
    public void OnChanged(Action<SignalCount, bool> changed)
    {
        foreach (var signal in _signals)
        {
            signal.Changed = changed;
        }
    }
}
