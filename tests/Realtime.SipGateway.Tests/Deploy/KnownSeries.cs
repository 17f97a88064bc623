using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Tests.Deploy;

/// <summary>Every series that Prometheus gets of a gateway, with its labels.</summary>
internal static class KnownSeries
{
    /// <summary>What Prometheus adds of the resource.</summary>
    private static readonly string[] Everywhere = ["instance", "job", "service_version", "deployment_environment_name"];

    public static IReadOnlyDictionary<string, IReadOnlySet<string>> All { get; } = Ours().Concat(Recorded()).Concat(Runtime())
        .ToDictionary(one => one.Name, one => (IReadOnlySet<string>)one.Labels.Concat(Everywhere).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private static IEnumerable<(string Name, IEnumerable<string> Labels)> Ours() => GatewayInstruments.All.Concat(SipInstruments.All).SelectMany(one =>
        one.PrometheusSeries.Select(series => (series, one.Labels.Select(label => label.Name).Concat(one.Kind == InstrumentKind.Histogram ? ["le"] : Enumerable.Empty<string>()))));

    private static IEnumerable<(string Name, IEnumerable<string> Labels)> Recorded() => PackFiles.Rules("recording.rules.yaml").Select(rule =>
        (rule.Text("record"), QueryNames.Grouped(rule.Text("expr"))));

    /// <summary>The platform's own, as it publishes them now.</summary>
    private static List<(string Name, IEnumerable<string> Labels)> Runtime()
    {
        var found = new List<(string, IEnumerable<string>)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "System.Runtime")
                {
                    var kind = instrument.GetType().Name switch
                    {
                        "ObservableCounter`1" or "Counter`1" => InstrumentKind.Counter,
                        _ => InstrumentKind.Gauge,
                    };
                    found.Add((new InstrumentDefinition(instrument.Name, kind, instrument.Unit ?? "", "").PrometheusName, []));
                }
            },
        };
        listener.Start();
        return [.. found.DistinctBy(one => one.Item1)];
    }
}
