using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Realtime.Sip.Identity;

namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>Signers' certificates by address: fetched once however many calls ask, kept as long as their server says within bounds.</summary>
internal sealed class SignerCertificates : IIdentityCertificates
{
    /// <summary>A country has some hundred signers; each keeps a few KB.</summary>
    public const int MaxEntries = 2_000;

    /// <summary>Fetches at a time: a stranger who signs with a new address in each call takes no more.</summary>
    public const int MaxFetches = 16;

    /// <summary>Kept when the server says nothing.</summary>
    public static readonly TimeSpan UsualAge = TimeSpan.FromHours(1);

    public static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan LongestAge = TimeSpan.FromHours(24);

    /// <summary>What failed is not asked for again at each call.</summary>
    public static readonly TimeSpan FailureAge = TimeSpan.FromSeconds(30);

    /// <summary>Of an address in the log.</summary>
    private const int MaxShown = 200;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly X509Certificate2Collection _anchors = [];
    private readonly CertificateFetcher _fetcher;
    private readonly IdentityMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<SignerCertificates> _logger;
    private int _fetching;

    public SignerCertificates(
        CertificateFetcher fetcher, IdentityMetrics metrics, IOptions<IdentityOptions> options, TimeProvider time, ILogger<SignerCertificates> logger)
    {
        (_fetcher, _metrics, _time, _logger) = (fetcher, metrics, time, logger);
        foreach (var file in options.Value.TrustAnchorFiles)
        {
            _anchors.ImportFromPemFile(file);
        }
    }

    public int Count => _entries.Count;

    public async ValueTask<IdentityCertificate?> GetAsync(string address, CancellationToken cancellationToken)
    {
        if (_fetcher.Permit(address) is not { } permitted)
        {
            _metrics.Fetched(IdentityMetrics.NotAllowed);
            _logger.AddressNotAllowed(address.Length <= MaxShown ? address : address[..MaxShown]);
            return null;
        }

        var now = _time.GetUtcNow();
        if (_entries.TryGetValue(permitted.AbsoluteUri, out var known) && known.IsGoodAt(now))
        {
            return await known.Certificate.WaitAsync(cancellationToken);
        }

        return Begin(permitted) is { } fetching ? await fetching.WaitAsync(cancellationToken) : null;
    }

    /// <summary>Null when too many are under way.</summary>
    private Task<IdentityCertificate?>? Begin(Uri address)
    {
        lock (_entries)
        {
            var now = _time.GetUtcNow();
            if (_entries.TryGetValue(address.AbsoluteUri, out var known) && known.IsGoodAt(now))
            {
                return known.Certificate;
            }

            if (_fetching >= MaxFetches)
            {
                _metrics.Fetched(IdentityMetrics.TooMany);
                return null;
            }

            MakeRoom(now);
            Interlocked.Increment(ref _fetching);
            var entry = new Entry();
            entry.Certificate = FetchAsync(address, entry);
            _entries[address.AbsoluteUri] = entry;
            return entry.Certificate;
        }
    }

    private async Task<IdentityCertificate?> FetchAsync(Uri address, Entry entry)
    {
        await Task.Yield();
        var (certificate, kept) = (default(IdentityCertificate), FailureAge);
        try
        {
            var (bytes, maxAge) = await _fetcher.FetchAsync(address);
            certificate = bytes is null ? null : IdentityCertificate.Read(bytes, _anchors, _time.GetUtcNow());
            kept = certificate is null ? FailureAge : TimeSpan.FromTicks(Math.Clamp((maxAge ?? UsualAge).Ticks, LeastAge.Ticks, LongestAge.Ticks));
            return certificate;
        }
        finally
        {
            Interlocked.Decrement(ref _fetching);
            entry.Until = _time.GetUtcNow() + kept;
            _metrics.Fetched(certificate is null ? IdentityMetrics.Failed : certificate.IsTrusted ? IdentityMetrics.Trusted : IdentityMetrics.Untrusted);
            _logger.CertificateFetched(address.Host, certificate is not null, certificate?.IsTrusted == true, certificate?.ServiceProvider);
        }
    }

    /// <summary>First what is over, then what will be soonest.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        if (_entries.Count < MaxEntries)
        {
            return;
        }

        foreach (var (address, entry) in _entries.Where(one => !one.Value.IsGoodAt(now)).ToList())
        {
            _entries.TryRemove(new KeyValuePair<string, Entry>(address, entry));
        }

        if (_entries.Count >= MaxEntries && _entries.MinBy(static one => one.Value.Until) is { Key: { } soonest })
        {
            _entries.TryRemove(soonest, out _);
        }
    }

    private sealed class Entry
    {
        private long _until = DateTimeOffset.MaxValue.UtcTicks;

        public Task<IdentityCertificate?> Certificate { get; set; } = Task.FromResult<IdentityCertificate?>(null);

        public DateTimeOffset Until
        {
            get => new(Interlocked.Read(ref _until), TimeSpan.Zero);
            set => Interlocked.Exchange(ref _until, value.UtcTicks);
        }

        public bool IsGoodAt(DateTimeOffset now) => now < Until;
    }
}
