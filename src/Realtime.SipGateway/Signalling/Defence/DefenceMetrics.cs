using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>What was turned away at the door, and why; all labels are of closed sets.</summary>
internal sealed class DefenceMetrics
{
    public const string Scanner = "scanner";
    public const string Banned = "banned";
    public const string SourceRate = "source_rate";
    public const string TrunkRate = "trunk_rate";
    public const string TrunkFull = "trunk_full";

    private readonly Meter _meter;
    private readonly Counter<long> _turnedAway;
    private readonly Counter<long> _signals;
    private readonly Counter<long> _bans;

    public DefenceMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(GatewayTelemetry.Name);
        _turnedAway = meter.Counter<long>(GatewayInstruments.TurnedAway);
        _signals = meter.Counter<long>(GatewayInstruments.DefenceSignals);
        _bans = meter.Counter<long>(GatewayInstruments.DefenceBans);
    }

    /// <summary>Tells how full the tables are, and how many sources they had to forget.</summary>
    public void Watch(params (string Name, SourceTable Table)[] tables)
    {
        _meter.Gauge(GatewayInstruments.DefenceSources, () => tables.Select(one => Measure(one.Table.Count, one.Name)));
        _meter.Total(GatewayInstruments.DefenceForgotten, () => tables.Select(one => Measure(one.Table.Forgotten, one.Name)));
    }

    private static Measurement<long> Measure(long value, string table) => new(value, new KeyValuePair<string, object?>("table", table));

    public void TurnedAway(string reason) => _turnedAway.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Noted(DefenceSignal signal) => _signals.Add(1, new KeyValuePair<string, object?>("signal", DefenceSignals.Name(signal)));

    public void CountBan(DefenceSignal signal) => _bans.Add(1, new KeyValuePair<string, object?>("signal", DefenceSignals.Name(signal)));
}
