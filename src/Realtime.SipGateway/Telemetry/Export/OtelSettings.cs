using System.Globalization;
using OpenTelemetry.Metrics;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>
/// The standard <c>OTEL_*</c> settings, from the environment or any other source of configuration; null for a signal that does not leave. What they hold may be
/// secret (headers): no value of a header is ever told.
/// </summary>
internal sealed record OtelSettings(OtlpSettings? Traces, OtlpSettings? Metrics, OtlpSettings? Logs)
{
    /// <summary>The SDK's own default of <c>OTEL_METRIC_EXPORT_INTERVAL</c>.</summary>
    private const int DefaultMetricIntervalMs = 60_000;

    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    public static readonly OtelSettings Off = new(null, null, null);

    public BatchSettings SpanBatch { get; private init; } = BatchSettings.Default;

    public BatchSettings LogBatch { get; private init; } = BatchSettings.Default;

    public int MetricIntervalMs { get; private init; } = DefaultMetricIntervalMs;

    public MetricReaderTemporalityPreference Temporality { get; private init; } = MetricReaderTemporalityPreference.Cumulative;

    /// <summary>Reads all and adds a sentence for each fault.</summary>
    public static OtelSettings Read(IConfiguration configuration, List<string> faults)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            return Off;
        }

        CheckSampler(configuration, faults);
        return new OtelSettings(
            OtlpSettings.Read(configuration, "TRACES", faults), OtlpSettings.Read(configuration, "METRICS", faults), OtlpSettings.Read(configuration, "LOGS", faults))
        {
            SpanBatch = BatchSettings.Read(configuration, "OTEL_BSP", faults),
            LogBatch = BatchSettings.Read(configuration, "OTEL_BLRP", faults),
            MetricIntervalMs = Number(configuration, "OTEL_METRIC_EXPORT_INTERVAL", DefaultMetricIntervalMs, 100, 86_400_000, faults),
            Temporality = ReadTemporality(configuration, faults),
        };
    }

    /// <summary>A whole number within its bounds, or the default and a fault.</summary>
    internal static int Number(IConfiguration configuration, string key, int usual, int least, int most, List<string> faults)
    {
        var text = configuration[key];
        if (string.IsNullOrWhiteSpace(text))
        {
            return usual;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        var fault = $"{key}: \"{text}\" is no whole number from {least} to {most}";
        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }

        return usual;
    }

    private static MetricReaderTemporalityPreference ReadTemporality(IConfiguration configuration, List<string> faults)
    {
        const string Key = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";
        switch (configuration[Key]?.ToLowerInvariant())
        {
            case null or "" or "cumulative":
                return MetricReaderTemporalityPreference.Cumulative;
            case "delta":
                return MetricReaderTemporalityPreference.Delta;
            case "lowmemory":
                return MetricReaderTemporalityPreference.LowMemory;
            default:
                faults.Add($"{Key}: \"{configuration[Key]}\" is none of cumulative, delta, lowmemory");
                return MetricReaderTemporalityPreference.Cumulative;
        }
    }

    private static void CheckSampler(IConfiguration configuration, List<string> faults)
    {
        var sampler = configuration["OTEL_TRACES_SAMPLER"];
        if (!string.IsNullOrEmpty(sampler) && !Samplers.Contains(sampler, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"OTEL_TRACES_SAMPLER: \"{sampler}\" is none of {string.Join(", ", Samplers)}");
        }

        var ratio = configuration["OTEL_TRACES_SAMPLER_ARG"];
        if (!string.IsNullOrEmpty(ratio)
            && !(double.TryParse(ratio, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1))
        {
            faults.Add($"OTEL_TRACES_SAMPLER_ARG: \"{ratio}\" is no number from 0 to 1");
        }
    }
}
