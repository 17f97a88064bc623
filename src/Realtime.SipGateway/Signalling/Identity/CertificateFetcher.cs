using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>Fetches what lies at a signer's address: by https from allowed hosts only, without redirects, proxies and cookies, capped in size and time.</summary>
internal sealed class CertificateFetcher : IDisposable
{
    /// <summary>A chain of three has some 4 KB.</summary>
    public const int MaxBytes = 32 * 1024;

    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(1);

    private readonly AllowedHost[] _hosts;
    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public CertificateFetcher(IOptions<IdentityOptions> options, TimeProvider time)
    {
        _hosts = [.. options.Value.AllowedHosts.Select(static text => AllowedHost.TryParse(text, out var host) ? host : null).OfType<AllowedHost>()];
        _timeout = TimeSpan.FromMilliseconds(options.Value.FetchTimeoutMs);
        _time = time;
        _http = new HttpClient(Handler(options.Value.CertificateAuthorityFile)) { MaxResponseContentBufferSize = MaxBytes, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The address, if it may be asked.</summary>
    public Uri? Permit(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0
            && Array.Exists(_hosts, host => host.Allows(uri))
            ? uri
            : null;

    /// <summary>The bytes, and how long the server lets them be kept; null when there are none to have.</summary>
    public async Task<(byte[]? Bytes, TimeSpan? MaxAge)> FetchAsync(Uri address)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        try
        {
            using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseContentRead, limit.Token);
            return answer.StatusCode == System.Net.HttpStatusCode.OK
                ? (await answer.Content.ReadAsByteArrayAsync(limit.Token), answer.Headers.CacheControl?.MaxAge)
                : default;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            return default;
        }
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Handler(string? authorities) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = IdleTime,
        SslOptions = authorities is null ? new SslClientAuthenticationOptions() : new SslClientAuthenticationOptions { CertificateChainPolicy = Policy(authorities) },
    };

    /// <summary>The system's roots and those of the file.</summary>
    private static X509ChainPolicy Policy(string file)
    {
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(system.Certificates);
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
