using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>Outgoing attempts and the health of where they go. Groups are the site's targets, trunks and destinations: a bounded label.</summary>
internal sealed class TargetMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _probes;
    private readonly Meter _meter;

    public TargetMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(GatewayTelemetry.Name);
        _attempts = _meter.Counter<long>(GatewayInstruments.Attempts);
        _duration = _meter.Histogram(GatewayInstruments.AttemptDuration);
        _changes = _meter.Counter<long>(GatewayInstruments.TargetChanges);
        _probes = _meter.Counter<long>(GatewayInstruments.TargetProbes);
    }

    /// <param name="group">Name of the group.</param>
    /// <param name="result">Of a closed set: <c>answered</c>, <c>ended</c>, or a kind of failure.</param>
    /// <param name="duration">INVITE to outcome.</param>
    public void Attempted(string group, string result, TimeSpan duration)
    {
        _attempts.Add(1, new KeyValuePair<string, object?>("group", group), new KeyValuePair<string, object?>("result", result));
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("group", group));
    }

    public void Changed(string group, string state) =>
        _changes.Add(1, new KeyValuePair<string, object?>("group", group), new KeyValuePair<string, object?>("state", state));

    public void Probed(string group, bool answered) =>
        _probes.Add(1, new KeyValuePair<string, object?>("group", group), new KeyValuePair<string, object?>("answered", answered));

    /// <summary>Shows the available addresses of every group whenever the metric is read.</summary>
    public void Watch(Func<IEnumerable<TargetGroup>> groups) => _meter.Gauge(
        GatewayInstruments.TargetAvailable,
        () => groups().Select(group => new Measurement<int>(
            group.Service.IsAvailable ? group.Members.Count(member => member.Value.Health.IsAvailable) : 0,
            new KeyValuePair<string, object?>("group", group.Name),
            new KeyValuePair<string, object?>("kind", group.Kind.ToString().ToLowerInvariant()))));
}
