using System.Globalization;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// Connects by <see cref="ClientWebSocket"/> to <c>wss://…/v1/realtime?call_id=…</c> with the target's key, hosts and trust. A connection that became a
/// WebSocket is nobody else's; what stands behind it (pool, settings, timers) is shared by all of a target.
/// </summary>
internal sealed class WebSocketConnector(TargetCatalog targets, IOptions<SidebandOptions> options, TimeProvider time) : ISidebandConnector, IDisposable
{
    private readonly TargetInvokers _clients = new(Create);


    public async Task<ConnectResult> ConnectAsync(string target, RealtimeCallId call, CancellationToken cancellationToken)
    {
        if (!targets.TryGet(target, out var found))
        {
            return new ConnectResult(null, Status: 400, Reason: $"The site has no target {target}.");
        }

        var socket = new ClientWebSocket();
        try
        {
            Configure(socket.Options);
            var address = new UriBuilder(found.WebSocketUrl) { Query = "call_id=" + Uri.EscapeDataString(call.Value) }.Uri;
            await socket.ConnectAsync(address, _clients.Of(found), cancellationToken);
            socket.HttpResponseHeaders = null;
            return new ConnectResult(new WebSocketSideband(socket, options.Value.MaxMessageBytes, time));
        }
        catch (WebSocketException refused)
        {
            using (socket)
            {
                return Refusal(socket, refused);
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _clients.Dispose();

    private void Configure(ClientWebSocketOptions socket)
    {
        socket.CollectHttpResponseDetails = true;
        socket.KeepAliveInterval = TimeSpan.FromMilliseconds(options.Value.KeepAliveIntervalMs);
        socket.KeepAliveTimeout = TimeSpan.FromMilliseconds(options.Value.KeepAliveTimeoutMs);
    }

    /// <summary>
    /// Shorter than the patience of a try: tries share a pool, which opens no further connection for one that waits while another's is being made.
    /// </summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromMilliseconds(1_500);

    /// <summary>No connection of a refused request is used again, so that each try asks DNS; redirects are not followed: a key goes where it was configured to go.</summary>
    private static TargetHeadersHandler Create(Target target)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero, ConnectTimeout = ConnectTimeout };
        if (target.TrustRoots is { } roots)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = roots.Callback;
        }

        return new TargetHeadersHandler(target, handler);
    }

    private ConnectResult Refusal(ClientWebSocket socket, WebSocketException refused)
    {
        var status = (int)socket.HttpStatusCode;
        var reason = refused.InnerException?.Message ?? refused.Message;
        return new ConnectResult(null, status == 0 ? null : status, RetryAfter(socket.HttpResponseHeaders), reason);
    }

    /// <summary>Seconds or a date (RFC 9110 §10.2.3).</summary>
    private TimeSpan? RetryAfter(IReadOnlyDictionary<string, IEnumerable<string>>? headers)
    {
        var text = headers?.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date - time.GetUtcNow()
            : null;
    }
}
