using System.Net;
using Microsoft.Extensions.Options;
using Realtime.Simulator.Certificates;
using Realtime.Simulator.Settings;
using Realtime.Sip;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Simulator.Sip;

/// <summary>The SIP listener: TLS only, as the live service has it.</summary>
internal sealed class SipService(
    IOptions<SimulatorOptions> options, FaultSwitches faults, SimulatorCertificates certificates, InviteHandler invites, TimeProvider time, ILoggerFactory loggers)
    : IHostedService, IAsyncDisposable
{
    private SipEndpoint? _endpoint;

    /// <summary>Where it listens; null before the start.</summary>
    public IPEndPoint? LocalEndPoint { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var endpoint = new SipEndpoint(new SipEndpointOptions
        {
            Listeners =
            [
                new SipListenerOptions
                {
                    Kind = SipTransportKind.Tls,
                    Address = new IPEndPoint(IPAddress.Parse(options.Value.ListenAddress), options.Value.SipTlsPort),
                    Certificate = certificates.Server,
                },
            ],
            TimeProvider = time,
            LoggerFactory = loggers,
        });
        _endpoint = endpoint;
        endpoint.OnInvite((_, transaction, cancelled) => invites.HandleAsync(transaction, endpoint.Dialogs, cancelled));
        var requests = new DialogRequests(options.Value, faults);
        endpoint.OnRequest(SipMethod.Options, (_, transaction, _) =>
        {
            requests.AnswerOptions(transaction);
            return Task.CompletedTask;
        });
        await endpoint.StartAsync(cancellationToken);
        LocalEndPoint = endpoint.Listeners[0].LocalEndPoint;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _endpoint, null) is { } endpoint)
        {
            await endpoint.DisposeAsync();
        }
    }
}
