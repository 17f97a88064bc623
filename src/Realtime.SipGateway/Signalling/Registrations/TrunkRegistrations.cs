using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Realtime.Sip.Messages;
using Realtime.Sip.Registrations;
using Realtime.SipGateway.Signalling.Drain;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling.Registrations;

/// <summary>
/// Keeps the trunks registered that want it: from the start of signalling until the gateway stops taking calls. A reload of the settings touches
/// only the registrations that it changes. A process that hands its calls over leaves its bindings to the next one.
/// </summary>
internal sealed class TrunkRegistrations : IHostedLifecycleService, IAsyncDisposable
{
    private readonly TrunkBook _trunks;
    private readonly SignallingService _signalling;
    private readonly IOptions<DrainOptions> _drain;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TrunkRegistration> _running = new(StringComparer.Ordinal);
    private readonly List<Task> _ending = [];
    private bool _isStopping;

    public TrunkRegistrations(
        TrunkBook trunks, SignallingService signalling, IOptions<DrainOptions> drain, IMeterFactory meters, TimeProvider time, ILogger<TrunkRegistrations> logger)
    {
        _trunks = trunks;
        _signalling = signalling;
        _drain = drain;
        _time = time;
        _logger = logger;
        meters.Create(GatewayTelemetry.Name).Gauge(GatewayInstruments.Registrations, Measure);
    }

    /// <summary>All, by trunk.</summary>
    public IReadOnlyList<TrunkRegistration> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _running.Values.OrderBy(one => one.Trunk, StringComparer.Ordinal)];
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _trunks.OnReplaced(Reconcile);
        Reconcile(_trunks.Current);
        return Task.CompletedTask;
    }

    /// <summary>Before the live calls are waited for: no more come to us.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        TrunkRegistration[] all;
        lock (_gate)
        {
            _isStopping = true;
            all = [.. _running.Values];
            _running.Clear();
        }

        var unregister = _drain.Value.Mode != DrainOptions.Handover;
        await Task.WhenAll(all.Select(one => one.Registration.StopAsync(unregister)).Concat(_ending));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await StoppingAsync(CancellationToken.None);

    private void Reconcile(TrunkTable table)
    {
        lock (_gate)
        {
            if (_isStopping)
            {
                return;
            }

            var wanted = table.Trunks.Where(static trunk => trunk.Options.Registration is not null).ToDictionary(static trunk => trunk.Name, StringComparer.Ordinal);
            foreach (var (name, running) in _running.ToList())
            {
                if (!wanted.TryGetValue(name, out var trunk) || SettingsOf(trunk) != running.Settings)
                {
                    _running.Remove(name);
                    _ending.RemoveAll(static task => task.IsCompleted);
                    running.Current.IsOver = true;
                    table.Find(name)?.Usage.RegistrarAddresses = [];
                    _ending.Add(running.Registration.StopAsync());
                }
            }

            foreach (var trunk in wanted.Values.Where(trunk => !_running.ContainsKey(trunk.Name)))
            {
                _running.Add(trunk.Name, Begin(trunk));
            }
        }
    }

    private TrunkRegistration Begin(Trunk trunk)
    {
        var usage = trunk.Usage;
        var current = new RegistrationTurn();
        var registration = new SipRegistration(_signalling.Sip.Transactions, OptionsOf(trunk), _time, _logger, status =>
        {
            // Its successor of the same trunk has the word once it is told to stop.
            if (!current.IsOver)
            {
                usage.RegistrarAddresses = status.Addresses;
            }
        });
        registration.Start();
        return new TrunkRegistration(trunk.Name, SettingsOf(trunk), registration, current);
    }

    private static RegistrationOptions OptionsOf(Trunk trunk)
    {
        var options = trunk.Options.Registration!;
        var registrar = SipUri.Parse(options.Registrar);
        return new RegistrationOptions
        {
            Registrar = registrar,
            AddressOfRecord = options.AddressOfRecord is { } address
                ? SipUri.Parse(address)
                : SipUri.Create(trunk.Options.Credentials!.Username, registrar.Host),
            Credentials = trunk.Credentials!,
            ContactUser = options.ContactUser,
            OutboundProxy = options.OutboundProxy is { } proxy ? SipUri.Parse(proxy) : null,
            Seconds = options.ExpiresSeconds,
        };
    }

    /// <summary>Everything that makes another registration of it, as one text; secrets by reference.</summary>
    private static string SettingsOf(Trunk trunk)
    {
        var (options, credentials) = (trunk.Options.Registration!, trunk.Options.Credentials!);
        return string.Join(
            '\n',
            options.Registrar, options.AddressOfRecord, options.ContactUser, options.OutboundProxy, options.ExpiresSeconds, credentials.Username,
            credentials.Password, credentials.Realm);
    }

    private IEnumerable<Measurement<int>> Measure() => All.Select(static one =>
        new Measurement<int>(one.Registration.Status.IsRegistered ? 1 : 0, new KeyValuePair<string, object?>("trunk", one.Trunk)));
}
