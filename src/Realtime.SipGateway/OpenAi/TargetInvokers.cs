using System.Collections.Concurrent;

namespace Realtime.SipGateway.OpenAi;

/// <summary>One HTTP client for each target, made when it is first used; its handler is what costs, so all requests to a target share it.</summary>
/// <param name="create">Makes a target's handler.</param>
internal sealed class TargetInvokers(Func<Target, HttpMessageHandler> create) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _clients = new(StringComparer.Ordinal);

    public HttpMessageInvoker Of(Target target) => _clients.GetOrAdd(
        target.Name, _ => new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(create(target), disposeHandler: true))).Value;

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(static client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }
}
