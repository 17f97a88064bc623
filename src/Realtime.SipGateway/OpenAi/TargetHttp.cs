
namespace Realtime.SipGateway.OpenAi;

/// <summary>One connection pool per target, with its trust roots; requests carry the target's headers.</summary>
/// <param name="make">What sends instead of a connection pool, for benchmarks.</param>
internal sealed class TargetHttp(Func<Target, HttpMessageHandler>? make = null) : IDisposable
{
    /// <summary>A name behind which hosts come and go (GeoIP): connections are renewed so that DNS changes are seen.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private readonly TargetInvokers _clients = new(target => new TargetHeadersHandler(target, make?.Invoke(target) ?? Create(target)));

    public async Task<HttpResponseMessage> SendAsync(Target target, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        return await _clients.Of(target).SendAsync(request, cancellationToken);
    }

    public void Dispose() => _clients.Dispose();

    private static SocketsHttpHandler Create(Target target)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = ConnectTimeout,
        };
        if (target.TrustRoots is { } roots)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = roots.Callback;
        }

        return handler;
    }
}
