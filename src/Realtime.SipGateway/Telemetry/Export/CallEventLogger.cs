using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>A log of its own for the events of calls: it leaves by OTLP only, in a queue of its own, and does not appear on the console.</summary>
internal sealed class CallEventLogger : ICallEventLogger, IDisposable
{
    /// <summary>Instrumentation scope of the records.</summary>
    private const string Category = "Realtime.SipGateway.CallEvents";

    private readonly ILoggerFactory? _factory;

    public CallEventLogger(OtelSettings settings, IOptions<TelemetryOptions> options, ExportCounts counts, IConfiguration configuration)
    {
        if (settings.Logs is not { } logs || !options.Value.CallEvents)
        {
            return;
        }

        _factory = LoggerFactory.Create(builder => builder.AddOpenTelemetry(log =>
        {
            log.IncludeFormattedMessage = true;
            log.SetResourceBuilder(TelemetryResource.Of(options.Value, configuration));
            log.AddProcessor(new CountedLogs(logs, settings.LogBatch, counts.CallEvents));
        }));
        Logger = _factory.CreateLogger(Category);
    }

    public ILogger? Logger { get; }

    public void Dispose() => _factory?.Dispose();
}
