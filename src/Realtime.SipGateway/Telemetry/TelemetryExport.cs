using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Realtime.SipGateway.Telemetry;

/// <summary>
/// Sends traces and metrics by OTLP while the host runs. Endpoint, protocol and headers come from the standard
/// <c>OTEL_EXPORTER_OTLP_*</c> variables; a collector that is away costs a bounded queue and nothing else.
/// </summary>
internal sealed class TelemetryExport : IHostedService
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Ours, the SIP library's, and what the platform emits by itself.</summary>
    private static readonly string[] Sources =
        [GatewayTelemetry.Name, "Realtime.Sip", "Microsoft.AspNetCore", "System.Net.Http", "Polly"];

    private static readonly string[] Meters =
    [
        GatewayTelemetry.Name, "Realtime.Sip", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http",
        "System.Runtime",
    ];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe).AddSource(Sources).AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe).AddMeter(Meters).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // Disposal sends what is queued.
        _traces?.Dispose();
        _metrics?.Dispose();
        return Task.CompletedTask;
    }

    internal static void Describe(ResourceBuilder resource) => resource.AddService(
        "realtime-sip-gateway", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString());
}
