using System.Globalization;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Sideband;

/// <summary>Connects by <see cref="ClientWebSocket"/> to <c>wss://…/v1/realtime?call_id=…</c> with the target's key, hosts and trust.</summary>
internal sealed class WebSocketConnector(TargetCatalog targets, IOptions<SidebandOptions> options, TimeProvider time) : ISidebandConnector
{
    public async Task<ConnectResult> ConnectAsync(string target, RealtimeCallId call, CancellationToken cancellationToken)
    {
        if (!targets.TryGet(target, out var found))
        {
            return new ConnectResult(null, Status: 400, Reason: $"The site has no target {target}.");
        }

        var socket = new ClientWebSocket();
        try
        {
            Configure(socket.Options, found);
            var address = new UriBuilder(found.WebSocketUrl) { Query = "call_id=" + Uri.EscapeDataString(call.Value) }.Uri;
            await socket.ConnectAsync(address, cancellationToken);
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

    private void Configure(ClientWebSocketOptions socket, Target target)
    {
        foreach (var (name, value) in target.Headers())
        {
            socket.SetRequestHeader(name, value);
        }

        socket.CollectHttpResponseDetails = true;
        socket.KeepAliveInterval = TimeSpan.FromMilliseconds(options.Value.KeepAliveIntervalMs);
        socket.KeepAliveTimeout = TimeSpan.FromMilliseconds(options.Value.KeepAliveTimeoutMs);
        if (target.TrustRoots is { } roots)
        {
            socket.RemoteCertificateValidationCallback = roots.Callback;
        }
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
