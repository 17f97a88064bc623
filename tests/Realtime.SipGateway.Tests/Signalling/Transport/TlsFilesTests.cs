using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Transport;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Transport;

public sealed class TlsFilesTests : IDisposable
{
    private readonly PemFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _logs = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SignallingOptions _options = new();

    private static TimeSpan Pause => TimeSpan.FromSeconds(ConnectionOptions.DefaultCertificateCheckSeconds);

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_renewed_certificate_is_taken_over_while_running()
    {
        _folder.Write("old");
        using var files = Files();
        var identity = files.Identity(_folder.Certificate, _folder.Key)!;

        _folder.Write("new");
        Assert.Equal("CN=old", identity.Certificate.Subject);
        _time.Advance(Pause);

        Assert.Equal("CN=new", identity.Certificate.Subject);
        Assert.Contains(_logs.Lines, line => line.Id.Id == 4680);
    }

    [Fact]
    public void A_half_renewed_or_expired_certificate_never_replaces_a_good_one()
    {
        _folder.Write("good");
        using var files = Files();
        var identity = files.Identity(_folder.Certificate, _folder.Key)!;

        _folder.Write("half", keyFile: _folder.Path("elsewhere.pem"));
        _time.Advance(Pause);
        File.WriteAllText(_folder.Certificate, "not a certificate");
        _time.Advance(Pause);
        File.Delete(_folder.Certificate);
        _time.Advance(Pause);
        _folder.Write("expired", ends: _time.GetUtcNow().AddDays(-1));
        _time.Advance(Pause);

        Assert.Equal("CN=good", identity.Certificate.Subject);
        Assert.Equal(4, _logs.Lines.Count(line => line is { Id.Id: 4681, Level: LogLevel.Error }));

        _folder.Write("whole");
        _time.Advance(Pause);
        Assert.Equal("CN=whole", identity.Certificate.Subject);
    }

    [Fact]
    public void Files_that_stay_bad_are_told_once()
    {
        _folder.Write("good");
        using var files = Files();
        files.Identity(_folder.Certificate, _folder.Key);
        File.WriteAllText(_folder.Certificate, "not a certificate");

        _time.Advance(10 * Pause);

        Assert.Single(_logs.Lines, line => line.Id.Id == 4681);
    }

    [Fact]
    public void Authorities_are_taken_over_too_and_stand_beside_the_system_s_for_targets()
    {
        _folder.Write("authority", certificateFile: _folder.Path("ca.pem"));
        _options.Targets["vendor"] = new SipTargetOptions { CertificateAuthorityFile = _folder.Path("ca.pem") };
        using var files = Files();
        var anchors = files.ForTarget("vendor").TrustAnchors!;
        Assert.Contains(anchors.Certificates, anchor => anchor.Subject == "CN=authority");

        _folder.Write("next", certificateFile: _folder.Path("ca.pem"));
        _time.Advance(Pause);

        Assert.Contains(anchors.Certificates, anchor => anchor.Subject == "CN=next");
        Assert.DoesNotContain(anchors.Certificates, anchor => anchor.Subject == "CN=authority");
    }

    [Fact]
    public void A_target_shows_its_own_certificate_and_else_that_of_all()
    {
        _folder.Write("tenant", certificateFile: _folder.Path("t.pem"), keyFile: _folder.Path("t.key"));
        _folder.Write("everyone");
        _options.Connections.ClientCertificateFile = _folder.Certificate;
        _options.Connections.ClientCertificateKeyFile = _folder.Key;
        _options.Targets["own"] = new SipTargetOptions { ClientCertificateFile = _folder.Path("t.pem"), ClientCertificateKeyFile = _folder.Path("t.key") };
        _options.Targets["other"] = new SipTargetOptions();
        using var files = Files();

        Assert.Equal("CN=tenant", files.ForTarget("own").Identity!.Certificate.Subject);
        Assert.Equal("CN=everyone", files.ForTarget("other").Identity!.Certificate.Subject);
        Assert.Equal("CN=everyone", files.Client().Identity!.Certificate.Subject);
        Assert.Null(files.ForTarget("other").TrustAnchors);
        Assert.Same(files.ForTarget("own"), files.ForTarget("own"));
    }

    [Fact]
    public void A_certificate_that_ends_within_a_week_is_warned_of_and_its_time_is_measured()
    {
        _folder.Write("ending", ends: _time.GetUtcNow().AddDays(6));
        var measured = new List<double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, own) => Enable(instrument, own, "gateway.tls.certificate.remaining") };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => measured.Add(value));
        listener.Start();
        using var files = Files();
        files.Identity(_folder.Certificate, _folder.Key);

        listener.RecordObservableInstruments();

        Assert.Contains(_logs.Lines, line => line is { Id.Id: 4682, Level: LogLevel.Warning });
        Assert.Contains(measured, seconds => seconds is > 5 * 86_400 and <= 6 * 86_400);
    }

    private static void Enable(Instrument instrument, MeterListener listener, string name)
    {
        if (instrument.Name == name)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private TlsFiles Files()
    {
        var metrics = new TlsMetrics(_services.GetRequiredService<IMeterFactory>(), _time);
        return new TlsFiles(Options.Create(_options), _time, metrics, _logs.CreateLogger<TlsFiles>());
    }
}
