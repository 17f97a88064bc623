using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// Puts changed settings of trunks and defence in force while calls go on: checked whole, and all or nothing. Faulty ones are told, by log, metric and
/// health, and change nothing.
/// </summary>
internal sealed class TrunkReload : IHostedService, IDisposable
{
    /// <summary>An editor writes a file in several steps, each of which is told.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);

    /// <summary>What of <c>Sip</c> is put in force while running.</summary>
    private static readonly string[] Reloaded = ["Defence:", nameof(SignallingOptions.UnknownSources), nameof(SignallingOptions.UnknownNumbers)];

    private readonly Lock _gate = new();
    private readonly IConfiguration _configuration;
    private readonly IOptionsFactory<SignallingOptions> _settings;
    private readonly SettingsFiles? _files;
    private readonly TrunkBook _trunks;
    private readonly SignallingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<TrunkReload> _logger;
    private readonly ITimer _settled;
    private IDisposable? _watching;
    private string _inForce;
    private string _sinceStart;
    private volatile SettingsRejection? _rejected;

    public TrunkReload(
        IConfiguration configuration,
        IOptionsFactory<SignallingOptions> settings,
        IEnumerable<SettingsFiles> files,
        TrunkBook trunks,
        SignallingMetrics metrics,
        TimeProvider time,
        ILogger<TrunkReload> logger)
    {
        _configuration = configuration;
        _settings = settings;
        _files = files.FirstOrDefault();
        _trunks = trunks;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _inForce = Fingerprint(IsReloaded);
        _sinceStart = Fingerprint(key => !IsReloaded(key));
        _settled = time.CreateTimer(_ => Apply(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The last change that was refused, until a good one is in force.</summary>
    public SettingsRejection? LastRejected => _rejected;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watching = ChangeToken.OnChange(_configuration.GetReloadToken, () => _settled.Change(Settling, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _watching?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _watching?.Dispose();
        _settled.Dispose();
    }

    private void Apply()
    {
        lock (_gate)
        {
            var (settings, faults) = Read();
            if (settings is null)
            {
                _rejected = new SettingsRejection(_time.GetUtcNow(), faults);
                _metrics.Reloaded(SignallingMetrics.Refused);
                _logger.SettingsRefused(faults.Count, string.Join(Environment.NewLine, faults));
                return;
            }

            _rejected = null;
            TellOfTheRest();
            var changed = Fingerprint(IsReloaded);
            if (changed == _inForce)
            {
                return;
            }

            _inForce = changed;
            var before = _trunks.Current;
            var after = _trunks.Replace(settings);
            _metrics.Reloaded(SignallingMetrics.Applied);
            _logger.SettingsReplaced(
                after.Trunks.Count,
                after.Trunks.Count(trunk => before.Find(trunk.Name) is null),
                before.Trunks.Count(trunk => after.Find(trunk.Name) is null));
        }
    }

    private (SignallingOptions? Settings, IReadOnlyList<string> Faults) Read()
    {
        if (_files?.Faults() is { Count: > 0 } unreadable)
        {
            return (null, unreadable);
        }

        try
        {
            return (_settings.Create(Options.DefaultName), []);
        }
        catch (OptionsValidationException invalid)
        {
            return (null, [.. invalid.Failures]);
        }
        catch (Exception unfit) when (unfit is InvalidOperationException or FormatException)
        {
            // A word where a number belongs: the platform's own sentence names the key.
            return (null, [unfit.Message]);
        }
    }

    /// <summary>What was read at the start and is not read again.</summary>
    private void TellOfTheRest()
    {
        var rest = Fingerprint(key => !IsReloaded(key));
        if (rest != _sinceStart)
        {
            _sinceStart = rest;
            _logger.NeedsRestart();
        }
    }

    private static bool IsReloaded(string key) =>
        key.StartsWith($"{SignallingOptions.TrunksSection}:", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(Reloaded, reloaded => key.StartsWith($"{SignallingOptions.Section}:{reloaded}", StringComparison.OrdinalIgnoreCase));

    /// <summary>Settings of signalling as text, to see whether they changed.</summary>
    private string Fingerprint(Func<string, bool> isMeant) => string.Join(
        '\n',
        new[] { SignallingOptions.TrunksSection, SignallingOptions.Section, SignallingOptions.TargetsSection }
            .SelectMany(section => _configuration.GetSection(section).AsEnumerable())
            .Where(entry => entry.Value is not null && isMeant(entry.Key))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}={entry.Value}"));
}
