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

    private readonly Counter<long> _turnedAway;
    private readonly Counter<long> _signals;
    private readonly Counter<long> _bans;

    public DefenceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayTelemetry.Name);
        _turnedAway = meter.CreateCounter<long>("gateway.defence.turned_away", "{request}", "New requests that known sources, scanners and banned ones were refused, by reason.");
        _signals = meter.CreateCounter<long>("gateway.defence.signals", "{signal}", "Signs that a source means no good, by kind.");
        _bans = meter.CreateCounter<long>("gateway.defence.bans", "{ban}", "Sources banned, by the sign that led to it.");
    }

    public void TurnedAway(string reason) => _turnedAway.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Noted(DefenceSignal signal) => _signals.Add(1, new KeyValuePair<string, object?>("signal", DefenceSignals.Name(signal)));

    public void CountBan(DefenceSignal signal) => _bans.Add(1, new KeyValuePair<string, object?>("signal", DefenceSignals.Name(signal)));
}
