using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Sideband;

/// <summary>The meters of sidebands that no call event feeds.</summary>
internal sealed class SidebandMetrics
{
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _malformed;

    public SidebandMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayTelemetry.Name);
        _open = meter.CreateUpDownCounter<long>("gateway.sideband.open", "{connection}", "Sidebands that are open.");
        _lost = meter.CreateCounter<long>("gateway.sideband.lost", "{connection}", "Sidebands that ended while their call lived.");
        _ignored = meter.CreateCounter<long>("gateway.sideband.events.ignored", "{event}", "Events of types that the gateway does not read.");
        _malformed = meter.CreateCounter<long>("gateway.sideband.events.malformed", "{event}", "Messages that are no events.");
    }

    public void Opened() => _open.Add(1);

    public void Closed() => _open.Add(-1);

    public void Lost() => _lost.Add(1);

    public void Ignored() => _ignored.Add(1);

    public void Malformed() => _malformed.Add(1);
}
