using System.Net;
using Microsoft.Extensions.Options;
using Realtime.Sip;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Signalling.Defence;
using Realtime.SipGateway.Signalling.Drain;
using Realtime.SipGateway.Signalling.Hep;
using Realtime.SipGateway.Signalling.Transport;

namespace Realtime.SipGateway.Signalling;

/// <summary>Opens the listeners, gives INVITEs to their handler, and hangs everything up when the gateway stops.</summary>
internal sealed class SignallingService(
    IOptions<SignallingOptions> options, InviteHandler invites, SourceGuard guard, LiveLegs calls, Takeover takeover, TlsFiles files, HepCapture capture,
    ILoggerFactory loggers, TimeProvider time) : IHostedService, IAsyncDisposable
{
    /// <summary>Time for the BYEs of a stopping gateway to be answered.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly ILogger _logger = loggers.CreateLogger<SignallingService>();
    private SipEndpoint? _endpoint;
    private volatile bool _takesCalls;

    public bool TakesCalls => _takesCalls;

    /// <summary>Where we listen, in the order of the settings.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. Endpoint.Listeners.Select(listener => listener.LocalEndPoint)];

    /// <summary>The endpoint, for what sends requests of its own.</summary>
    public SipEndpoint Sip => Endpoint;

    private SipEndpoint Endpoint => _endpoint ?? throw new InvalidOperationException("Signalling is not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        _endpoint = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = EndpointSetup.Listeners(settings, files),
            AdvertisedHost = settings.Listeners.FirstOrDefault(listener => listener.AdvertisedHost is not null)?.AdvertisedHost,
            Tap = capture.Tap,
            TlsClient = files.Client(),
            TransportLimits = EndpointSetup.Limits(settings.Connections),
            Dns = EndpointSetup.Dns(settings.Dns),
            Guard = guard,
            Dialogs = new DialogOptions { UnacknowledgedLimit = TimeSpan.FromMilliseconds(settings.AcknowledgeTimeoutMs) },
            Timers = settings.Timers.ToTimers(),
            Extensions = [SessionExpires.OptionTag, RAck.OptionTag],
            DialogMethods = [SipMethod.Bye, SipMethod.Prack, SipMethod.Update, SipMethod.Info, SipMethod.Notify],
            TimeProvider = time,
            LoggerFactory = loggers,
        });
        invites.Use(_endpoint);
        _endpoint.OnInvite((invite, transaction, _) => invites.HandleAsync(invite, transaction));
        _endpoint.OnRequest(SipMethod.Options, (_, transaction, _) => AnswerOptions(transaction));
        await takeover.RunAsync(_endpoint.Dialogs, cancellationToken);
        await _endpoint.StartAsync(cancellationToken);
        foreach (var listener in _endpoint.Listeners)
        {
            _logger.Listens(listener.Kind.ToString(), listener.LocalEndPoint.ToString());
        }

        _takesCalls = true;
    }

    /// <summary>From now on INVITEs get 503, and so do OPTIONS, so that carriers send their calls elsewhere.</summary>
    public void StopTaking()
    {
        _takesCalls = false;
        invites.StopTaking();
    }

    /// <summary>From now on nothing that comes in is looked at: calls were handed over.</summary>
    public void StopReceiving() => _endpoint?.StopReceiving();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        StopTaking();
        var live = calls.All;
        if (live.Count > 0)
        {
            _logger.HangsUpAll(live.Count);
        }

        var stopping = new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayStopping, 503, "the gateway is stopping");
        foreach (var call in live)
        {
            await call.HangUpAsync(stopping, cancellationToken);
        }

        await Task.WhenAny(Task.WhenAll(live.Select(call => call.Completion)), Task.Delay(Farewell, time, cancellationToken));
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _endpoint, null) is { } endpoint)
        {
            await endpoint.DisposeAsync();
        }
    }

    private Task AnswerOptions(ServerTransaction transaction)
    {
        transaction.Respond(_takesCalls ? Endpoint.CreateDefaultAnswer(transaction) : transaction.CreateResponse(503));
        return Task.CompletedTask;
    }
}
