using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.Sip.Identity;
using Realtime.SipGateway.Signalling.Identity;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Identity;

/// <summary>Certificates over https, from a server in this process.</summary>
public sealed class SignerCertificatesTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private CertificateSite _site = null!;
    private CallSigner _signer = null!;
    private CertificateFetcher _fetcher = null!;
    private SignerCertificates _certificates = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await CertificateSite.StartAsync();
        _signer = new CallSigner(_time.GetUtcNow());
        _site.Put("/signer.pem", _signer.Pem);
        var options = Options.Create(new IdentityOptions
        {
            AllowedHosts = [_site.Host],
            TrustAnchorFiles = [_site.Write("anchors.pem", _signer.AnchorsPem)],
            CertificateAuthorityFile = _site.AuthorityFile,
        });
        _fetcher = new CertificateFetcher(options, TimeProvider.System);
        _certificates = new SignerCertificates(
            _fetcher,
            new IdentityMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            options,
            _time,
            new Logger<SignerCertificates>(_log));
    }

    public async ValueTask DisposeAsync()
    {
        _fetcher.Dispose();
        _signer.Dispose();
        await _site.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_certificate_is_fetched_once_for_many_calls_and_again_when_its_time_is_over()
    {
        var certificates = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync("/signer.pem")));

        Assert.All(certificates, certificate => Assert.True(certificate!.IsTrusted));
        Assert.Equal(CallSigner.ServiceProvider, certificates[0]!.ServiceProvider);
        Assert.Single(_site.Asked);
        _time.Advance(SignerCertificates.UsualAge + TimeSpan.FromSeconds(1));
        await GetAsync("/signer.pem");
        Assert.Equal(2, _site.Asked.Count);
    }

    [Theory]
    [InlineData("max-age=1", 200, 1)]
    [InlineData("max-age=1", 400, 2)]
    [InlineData("max-age=864000", 80_000, 1)]
    [InlineData("max-age=864000", 90_000, 2)]
    public async Task The_server_says_how_long_it_is_kept_within_bounds(string caching, int seconds, int asked)
    {
        _site.Pages["/short"] = async response =>
        {
            response.Headers.CacheControl = caching;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(response, _signer.Pem);
        };
        await GetAsync("/short");
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await GetAsync("/short");

        Assert.Equal(asked, _site.Asked.Count);
    }

    [Fact]
    public async Task A_failure_is_remembered_for_a_while()
    {
        Assert.Null(await GetAsync("/missing"));
        Assert.Null(await GetAsync("/missing"));
        Assert.Single(_site.Asked);
        _time.Advance(SignerCertificates.FailureAge + TimeSpan.FromSeconds(1));
        _site.Put("/missing", _signer.Pem);

        Assert.NotNull(await GetAsync("/missing"));
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_nothing_big_is_read()
    {
        _site.Pages["/moved"] = response =>
        {
            response.Redirect("/signer.pem");
            return Task.CompletedTask;
        };
        _site.Put("/big", new string(' ', CertificateFetcher.MaxBytes + 1) + _signer.Pem);
        _site.Put("/text", "no certificate");

        Assert.Null(await GetAsync("/moved"));
        Assert.Null(await GetAsync("/big"));
        Assert.Null(await GetAsync("/text"));
        Assert.DoesNotContain("/signer.pem", _site.Asked);
    }

    [Theory]
    [InlineData("http://{0}/signer.pem")]
    [InlineData("https://localhost/signer.pem")]
    [InlineData("https://127.0.0.1/signer.pem")]
    [InlineData("https://user@{0}/signer.pem")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/signer.pem")]
    public async Task Other_addresses_are_not_asked(string address)
    {
        Assert.Null(await _certificates.GetAsync(address.Replace("{0}", _site.Host, StringComparison.Ordinal), TestContext.Current.CancellationToken));

        Assert.Empty(_site.Asked);
        Assert.Equal(0, _certificates.Count);
    }

    [Fact]
    public async Task The_table_is_bounded_whatever_addresses_strangers_sign_with()
    {
        for (var i = 0; i < SignerCertificates.MaxEntries + 50; i += SignerCertificates.MaxFetches)
        {
            await Task.WhenAll(Enumerable.Range(i, SignerCertificates.MaxFetches).Select(number => GetAsync($"/none-{number}")));
        }

        Assert.InRange(_certificates.Count, 1, SignerCertificates.MaxEntries);
    }

    private Task<IdentityCertificate?> GetAsync(string path) => _certificates.GetAsync(_site.AddressOf(path), TestContext.Current.CancellationToken).AsTask();
}
