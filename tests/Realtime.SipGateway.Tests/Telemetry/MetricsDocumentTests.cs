using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Telemetry;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

public sealed partial class MetricsDocumentTests
{
    [Fact]
    public Task The_table_of_metrics_is_what_the_code_defines() => GeneratedDocument.IsCurrentAsync("metrics.md", Document());

    [Fact]
    public void Every_instrument_is_defined_in_one_place()
    {
        var root = Path.Combine(FolderRules.RepositoryRoot(), "src", "Realtime.SipGateway");
        var strays = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "InstrumentExtensions.cs" && Creation().IsMatch(File.ReadAllText(path)))
            .Select(path => $"{Path.GetFileName(path)} makes an instrument: define it in Telemetry/GatewayInstruments.cs and use Meter.Counter, .UpDown, .Histogram, .Gauge");

        Assert.Empty(strays);
    }

    [Fact]
    public void Names_are_unique_and_follow_one_form()
    {
        var all = GatewayInstruments.All.Concat(SipInstruments.All).ToList();

        Assert.Equal(all.Count, all.Select(one => one.PrometheusName).Distinct().Count());
        Assert.All(all, one =>
        {
            Assert.Matches("^(gateway|sip)(\\.[a-z][a-z_]*)+$", one.Name);
            Assert.EndsWith(".", one.Description, StringComparison.Ordinal);
            Assert.Equal(one.Kind == InstrumentKind.Histogram, one.Buckets.Count > 0);
            Assert.Equal(one.Buckets.Order().Distinct(), one.Buckets);
        });
    }

    [Fact]
    public void What_is_said_of_the_SIP_stack_is_what_it_publishes()
    {
        var published = new Dictionary<string, Instrument>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == SipCounters.MeterName)
                {
                    published[instrument.Name] = instrument;
                }
            },
        };
        listener.Start();
        using var counters = new SipCounters();

        // HEP has a meter of its own, made with a sender only.
        foreach (var told in SipInstruments.All.Where(one => one.Name != "sip.hep.packets"))
        {
            Assert.True(published.Remove(told.Name, out var instrument), told.Name + " is not published");
            Assert.Equal((told.Unit, told.Description), (instrument.Unit, instrument.Description));
            Assert.StartsWith(told.Kind.ToString(), instrument.GetType().Name, StringComparison.Ordinal);
        }

        published.Remove("sip.hep.packets");
        Assert.Empty(published.Keys);
    }

    [Theory]
    [InlineData("gateway.calls.active", "gateway_calls_active")]
    [InlineData("gateway.calls.ended", "gateway_calls_ended_total")]
    [InlineData("gateway.turn.latency", "gateway_turn_latency_seconds")]
    [InlineData("gateway.tls.certificate.remaining", "gateway_tls_certificate_remaining_seconds")]
    public void Names_are_told_as_Prometheus_gives_them(string name, string expected) =>
        Assert.Equal(expected, GatewayInstruments.All.Single(one => one.Name == name).PrometheusName);

    private static string Document()
    {
        var text = new StringBuilder(
            """
            # Metrics

            Made from the code (`Telemetry/GatewayInstruments.cs`, `Telemetry/SipInstruments.cs`); a test holds it current.

            The Prometheus name is what the OpenTelemetry Collector and Prometheus' own OTLP receiver make of it. A histogram has the series `_bucket`,
            `_count` and `_sum`. Labels come from closed sets or from the configuration, never from the wire: a hostile caller adds no series. The platform adds its
            own meters: `Microsoft.AspNetCore.Hosting`, `Microsoft.AspNetCore.Server.Kestrel`, `System.Net.Http`, `System.Runtime`.


            """);
        text.Append("## The gateway (meter `Realtime.SipGateway`)\n\n");
        Table(text, GatewayInstruments.All);
        text.Append("\n## The SIP stack (meter `Realtime.Sip`)\n\n");
        Table(text, SipInstruments.All);
        text.Append("\n## Buckets\n\n");
        foreach (var group in GatewayInstruments.All.Where(one => one.Buckets.Count > 0)
            .GroupBy(one => string.Join(", ", one.Buckets.Select(bound => bound.ToString(CultureInfo.InvariantCulture)))))
        {
            text.Append(CultureInfo.InvariantCulture, $"* {string.Join(", ", group.Select(one => $"`{one.Name}`"))}: {group.Key}\n");
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, IEnumerable<InstrumentDefinition> instruments)
    {
        text.Append("| name | in Prometheus | kind | unit | labels | meaning |\n|---|---|---|---|---|---|\n");
        foreach (var one in instruments)
        {
            var labels = string.Join("<br>", one.Labels.Select(label => $"`{label.Name}`: {label.Values}"));
            var kind = one.Kind switch
            {
                InstrumentKind.UpDownCounter => "up-down counter",
                var other => other.ToString().ToLowerInvariant(),
            };
            text.Append(CultureInfo.InvariantCulture, $"| `{one.Name}` | `{one.PrometheusName}` | {kind} | `{one.Unit}` | {labels} | {one.Description} |\n");
        }
    }

    [GeneratedRegex(@"\.Create(Counter|UpDownCounter|Histogram|Gauge|Observable\w+)\s*[<(]")]
    private static partial Regex Creation();
}
