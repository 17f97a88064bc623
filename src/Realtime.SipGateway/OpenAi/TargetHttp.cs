using System.Collections.Concurrent;

namespace Realtime.SipGateway.OpenAi;

/// <summary>One connection pool per target, with its trust roots; requests carry the target's headers.</summary>
/// <param name="make">What sends instead of a connection pool, for benchmarks.</param>
internal sealed class TargetHttp(Func<Target, HttpMessageHandler>? make = null) : IDisposable
{
    /// <summary>A name behind which hosts come and go (GeoIP): connections are renewed so that DNS changes are seen.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _clients = new(StringComparer.Ordinal);

    public async Task<HttpResponseMessage> SendAsync(Target target, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in target.Headers())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var client = _clients.GetOrAdd(target.Name, _ => new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(make?.Invoke(target) ?? Create(target), disposeHandler: true)));
        return await client.Value.SendAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }

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
