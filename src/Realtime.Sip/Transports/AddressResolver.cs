using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>
/// Looks a name up by its addresses (A and AAAA) with the system's resolver. Transport and port are those of the URI: TLS for
/// <c>sips</c>, else the <c>transport</c> parameter, else UDP (RFC 3263 4.1 without NAPTR and SRV).
/// </summary>
public sealed class AddressResolver(ILoggerFactory loggerFactory) : ISipResolver
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<AddressResolver>();

    public async ValueTask<IReadOnlyList<SipDestination>> ResolveAsync(SipUri uri, CancellationToken cancellationToken)
    {
        if (!uri.IsSip || !TryGetKind(uri, out var kind))
        {
            return [];
        }

        var host = uri.Parameters["maddr"] ?? uri.Host;
        var port = uri.Port ?? kind.DefaultPort();
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await LookUpAsync(host, cancellationToken);
        return [.. addresses.Select(address => new SipDestination(kind, new IPEndPoint(address, port)) { TlsHostName = uri.Host })];
    }

    private static bool TryGetKind(SipUri uri, out SipTransportKind kind)
    {
        var isSecure = uri.Kind == SipUriKind.Sips;
        if (uri.Transport is { } transport)
        {
            // sips with transport=tcp is TLS over TCP (RFC 3261 26.2.2); there is none over UDP.
            var isKnown = SipTransportKinds.TryParse(transport, out kind);
            var isPossible = isKnown && !(isSecure && kind == SipTransportKind.Udp);
            kind = isSecure ? SipTransportKind.Tls : kind;
            return isPossible;
        }

        kind = isSecure ? SipTransportKind.Tls : SipTransportKind.Udp;
        return true;
    }

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException failure)
        {
            _logger.NotResolved(host, failure.SocketErrorCode);
            return [];
        }
    }
}
