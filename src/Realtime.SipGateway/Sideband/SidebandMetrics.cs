using System.Diagnostics.Metrics;
using System.Text.Json;
using Realtime.SipGateway.Calls;
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
        _open = meter.UpDown(GatewayInstruments.SidebandOpen);
        _lost = meter.Counter<long>(GatewayInstruments.SidebandLost);
        _ignored = meter.Counter<long>(GatewayInstruments.SidebandIgnored);
        _malformed = meter.Counter<long>(GatewayInstruments.SidebandMalformed);
    }

    public void Opened() => _open.Add(1);

    public void Closed() => _open.Add(-1);

    public void Lost(SidebandCloseMeaning meaning) => _lost.Add(1, new KeyValuePair<string, object?>("meaning", JsonNamingPolicy.SnakeCaseLower.ConvertName(meaning.ToString())));

    public void Ignored() => _ignored.Add(1);

    public void Malformed() => _malformed.Add(1);
}
