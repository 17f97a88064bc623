using Microsoft.Extensions.Options;
using Realtime.Sip.Hep;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Secrets;
using Realtime.SipGateway.Signalling.Transport;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling.Hep;

/// <summary>The capture of all SIP, when the settings name a collector.</summary>
internal sealed class HepCapture : IAsyncDisposable
{
    private readonly HepSender? _sender;

    public HepCapture(IOptions<HepSettings> options, HepCorrelation correlation, Redactor redactor, TlsFiles files, TimeProvider time, ILoggerFactory loggers)
    {
        var settings = options.Value;
        if (string.IsNullOrEmpty(settings.Collector) || !HepSettings.TryReadCollector(settings.Collector, out var host, out var port))
        {
            return;
        }

        _sender = new HepSender(
            new HepOptions
            {
                Host = host,
                Port = port,
                Transport = Enum.Parse<SipTransportKind>(settings.Transport, ignoreCase: true),
                Tls = new SipTlsClientOptions
                {
                    TrustAnchors = files.Anchors(settings.CertificateAuthorityFile is { } file ? [file] : [], withSystem: true),
                },
                AgentId = settings.AgentId,
                AgentName = settings.AgentName ?? Environment.MachineName,
                AuthKey = settings.AuthKey is { } reference ? SecretReference.Parse(reference).Read() : null,
                Redact = redactor.Sip,
                CorrelationOf = correlation.Of,
            },
            time,
            loggers);
    }

    /// <summary>Null when nothing is captured.</summary>
    public ISipTap? Tap => _sender;

    public ValueTask DisposeAsync() => _sender?.DisposeAsync() ?? ValueTask.CompletedTask;
}
