using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling.Transport;

/// <summary>
/// The certificates and authorities that the settings name. Their files are looked at now and then: a changed one is taken over for the
/// next handshakes, a bad one never replaces a good one.
/// </summary>
internal sealed class TlsFiles : IDisposable
{
    /// <summary>From here on each look at the files says that the certificate ends soon.</summary>
    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(7);

    private readonly SignallingOptions _options;
    private readonly TimeProvider _time;
    private readonly TlsMetrics _metrics;
    private readonly ILogger<TlsFiles> _logger;
    private readonly Lock _gate = new();
    private readonly List<WatchedFiles> _watched = [];
    private readonly Dictionary<string, SipTlsClientOptions> _byTarget = new(StringComparer.Ordinal);
    private readonly SipTlsIdentity? _client;
    private readonly ITimer _timer;

    public TlsFiles(IOptions<SignallingOptions> options, TimeProvider time, TlsMetrics metrics, ILogger<TlsFiles> logger)
    {
        _options = options.Value;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _client = Identity(_options.Connections.ClientCertificateFile, _options.Connections.ClientCertificateKeyFile);
        var pause = TimeSpan.FromSeconds(_options.Connections.CertificateCheckSeconds);
        _timer = time.CreateTimer(static files => ((TlsFiles)files!).Check(), this, pause, pause);
    }

    /// <summary>How connections to carriers and other peers are opened.</summary>
    public SipTlsClientOptions Client() =>
        new() { Identity = _client, TrustAnchors = Anchors(_options.Connections.CertificateAuthorityFile is { } file ? [file] : [], withSystem: true) };

    /// <summary>How connections to a target are opened.</summary>
    public SipTlsClientOptions ForTarget(string name)
    {
        lock (_gate)
        {
            if (!_byTarget.TryGetValue(name, out var tls))
            {
                var target = _options.Targets[name];
                tls = new SipTlsClientOptions
                {
                    Identity = Identity(target.ClientCertificateFile, target.ClientCertificateKeyFile) ?? _client,
                    TrustAnchors = Anchors(target.CertificateAuthorityFile is { } file ? [file] : [], withSystem: true),
                };
                _byTarget.Add(name, tls);
            }

            return tls;
        }
    }

    /// <summary>Null without a file.</summary>
    public SipTlsIdentity? Identity(string? certificateFile, string? keyFile)
    {
        if (string.IsNullOrEmpty(certificateFile))
        {
            return null;
        }

        var files = keyFile is null ? [certificateFile] : new[] { certificateFile, keyFile };
        var fingerprint = PemFiles.Fingerprint(files);
        var (certificate, chain) = PemFiles.ReadIdentity(certificateFile, keyFile);
        var identity = new SipTlsIdentity(certificate, chain);
        Watch(new WatchedFiles(files, fingerprint, () => Replace(identity, certificateFile, keyFile)));
        NoteEnd(certificate, certificateFile);
        return identity;
    }

    /// <summary>Null, the system's alone, without files.</summary>
    public SipTrustAnchors? Anchors(IReadOnlyList<string> files, bool withSystem)
    {
        if (files.Count == 0)
        {
            return null;
        }

        var fingerprint = PemFiles.Fingerprint(files);
        var anchors = new SipTrustAnchors(PemFiles.ReadAnchors(files, withSystem));
        Watch(new WatchedFiles(files, fingerprint, () => anchors.Replace(PemFiles.ReadAnchors(files, withSystem))));
        return anchors;
    }

    /// <summary>Looks at all files now.</summary>
    public void Check()
    {
        WatchedFiles[] all;
        lock (_gate)
        {
            all = [.. _watched];
        }

        foreach (var watched in all)
        {
            Check(watched);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Watch(WatchedFiles files)
    {
        lock (_gate)
        {
            _watched.Add(files);
        }
    }

    private void Check(WatchedFiles watched)
    {
        try
        {
            var fingerprint = PemFiles.Fingerprint(watched.Files);
            if (fingerprint == watched.Tried)
            {
                return;
            }

            // A file that is bad is tried again when it changes again.
            watched.Tried = fingerprint;
            watched.Reload();
            _metrics.Reloaded(isOk: true);
            _logger.CertificateReloaded(string.Join(", ", watched.Files));
        }
        catch (Exception problem) when (PemFiles.IsProblem(problem))
        {
            _metrics.Reloaded(isOk: false);
            _logger.CertificateNotReloaded(string.Join(", ", watched.Files), problem.Message);
        }
    }

    private void Replace(SipTlsIdentity identity, string certificateFile, string? keyFile)
    {
        var (certificate, chain) = PemFiles.ReadIdentity(certificateFile, keyFile);
        var now = _time.GetUtcNow();
        if (certificate.NotAfter <= now || certificate.NotBefore > now)
        {
            throw new CryptographicException($"The certificate is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u} only.");
        }

        identity.Replace(certificate, chain);
        NoteEnd(certificate, certificateFile);
    }

    private void NoteEnd(X509Certificate2 certificate, string file)
    {
        _metrics.Ends(file, certificate.NotAfter);
        if (certificate.NotAfter - _time.GetUtcNow() < EndsSoon)
        {
            _logger.CertificateEnds(file, certificate.NotAfter);
        }
    }

    private sealed class WatchedFiles(IReadOnlyList<string> files, string fingerprint, Action reload)
    {
        public IReadOnlyList<string> Files { get; } = files;

        public string Tried { get; set; } = fingerprint;

        public void Reload() => reload();
    }
}
