using System.Net;
using System.Net.Sockets;

namespace Realtime.SipGateway.Egress;

/// <summary>Makes connections to where the site lets requests go: resolves the name once, drops what the policy forbids, connects to what is left.</summary>
internal sealed class EgressConnector(EgressPolicy policy, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>Long-lived connections would keep an address that the name has left.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Of all connections to one host.</summary>
    private const int MaxConnectionsPerHost = 64;

    public EgressConnector(EgressPolicy policy)
        : this(policy, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>A handler that follows no redirects, uses no proxy and keeps no cookies.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxConnectionsPerServer = MaxConnectionsPerHost,
        PooledConnectionLifetime = ConnectionLifetime,
        ConnectCallback = ConnectAsync,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await ConnectAsync(socket, context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects as requests do. Throws <see cref="EgressRefusedException"/> when the policy leaves no address.</summary>
    public async Task ConnectAsync(Socket socket, string host, int port, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        var allowed = addresses.Where(policy.AllowsAddress).ToArray();
        if (allowed.Length == 0)
        {
            throw new EgressRefusedException($"{host} has no address that the gateway may reach ({EgressOptions.Section}:AllowPrivateAddresses).");
        }

        await socket.ConnectAsync(allowed, port, cancellationToken);
    }
}
