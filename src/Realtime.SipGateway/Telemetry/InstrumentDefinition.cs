using System.Text;

namespace Realtime.SipGateway.Telemetry;

/// <summary>One instrument: what it is called, what it tells, and by what it is split.</summary>
/// <param name="Name">OpenTelemetry name.</param>
/// <param name="Kind">How it is read.</param>
/// <param name="Unit">UCUM; a word in braces is no unit but says what is counted.</param>
/// <param name="Description">One sentence.</param>
public sealed record InstrumentDefinition(string Name, InstrumentKind Kind, string Unit, string Description)
{
    /// <summary>Labels, each with the set its values come from. Sets are ours or configured, never the wire's: series stay bounded.</summary>
    public IReadOnlyList<(string Name, string Values)> Labels { get; init; } = [];

    /// <summary>Upper bounds of a histogram's buckets; empty for other kinds.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];

    /// <summary>
    /// The name that Prometheus gives it: dots become underscores, the unit is spelled out at the end, counters end in <c>_total</c>.
    /// </summary>
    public string PrometheusName
    {
        get
        {
            var name = new StringBuilder(Name.Replace('.', '_'));
            var unit = Unit switch
            {
                "s" => "_seconds",
                "By" => "_bytes",
                _ => "",
            };
            if (!name.ToString().EndsWith(unit, StringComparison.Ordinal))
            {
                name.Append(unit);
            }

            return Kind == InstrumentKind.Counter ? name.Append("_total").ToString() : name.ToString();
        }
    }

    /// <summary>The series a query may name: a histogram has three.</summary>
    public IReadOnlyList<string> PrometheusSeries => Kind == InstrumentKind.Histogram
        ? [PrometheusName + "_bucket", PrometheusName + "_count", PrometheusName + "_sum"]
        : [PrometheusName];
}
