using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>
/// Sends traces and metrics by OTLP while the host runs. A collector that is away or slow costs a bounded queue and nothing else.
/// </summary>
internal sealed class TelemetryExport(
    OtelSettings settings, IOptions<TelemetryOptions> options, ExportCounts counts, IConfiguration configuration, ILogger<TelemetryExport> logger) : IHostedService
{
    /// <summary>Ours, and what the platform emits by itself.</summary>
    private static readonly string[] Sources = [GatewayTelemetry.Name, "Microsoft.AspNetCore", "System.Net.Http", "Polly", "Experimental.ModelContextProtocol"];

    private static readonly string[] Meters =
    [
        GatewayTelemetry.Name, "Realtime.Sip", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime",
    ];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        counts.OnChanged(Tell);
        var resource = TelemetryResource.Of(options.Value, configuration);
        if (settings.Traces is { } traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .SetResourceBuilder(resource)
                .AddSource(Sources)
                .AddProcessor(new PrivateSpans(options.Value, configuration))
                .AddProcessor(new CountedSpans(traces, settings.SpanBatch, counts.Traces))
                .Build();
        }

        if (settings.Metrics is { } metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .SetResourceBuilder(resource)
                .AddMeter(Meters)
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddReader(new PeriodicExportingMetricReader(new CountedMetricExporter(metrics, counts.Metrics), settings.MetricIntervalMs)
                {
                    TemporalityPreference = settings.Temporality,
                })
                .Build();
        }

        logger.Exports(settings.Traces?.Endpoint, settings.Metrics?.Endpoint, settings.Logs?.Endpoint);
        return Task.CompletedTask;
    }

    /// <summary>Sends what is queued; a collector that does not answer is waited for some seconds, all signals at once.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Task.Run(() => _traces?.Dispose(), CancellationToken.None), Task.Run(() => _metrics?.Dispose(), CancellationToken.None));

    private void Tell(SignalCount signal, bool fails)
    {
        if (fails)
        {
            logger.ExportFails(signal.Name);
        }
        else
        {
            logger.ExportWorks(signal.Name, signal.Failed, signal.Dropped);
        }
    }
}
