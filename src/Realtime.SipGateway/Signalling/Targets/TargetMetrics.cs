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
        _attempts = _meter.CreateCounter<long>("gateway.attempts", "{attempt}", "Outgoing INVITEs by group and result.");
        _duration = _meter.CreateHistogram<double>("gateway.attempt.duration", "s", "Outgoing INVITE to its outcome, by group.");
        _changes = _meter.CreateCounter<long>("gateway.target.changes", "{change}", "Addresses going down and up, and services opening and closing, by group.");
        _probes = _meter.CreateCounter<long>("gateway.target.probes", "{probe}", "OPTIONS to peers by group and whether they were answered.");
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
    public void Watch(Func<IEnumerable<TargetGroup>> groups) => _meter.CreateObservableGauge(
        "gateway.target.available",
        () => groups().Select(group => new Measurement<int>(
            group.Service.IsAvailable ? group.Members.Count(member => member.Value.Health.IsAvailable) : 0,
            new KeyValuePair<string, object?>("group", group.Name))),
        "{address}",
        "Addresses of a group that calls are sent to; 0 while its service is left alone.");
}
