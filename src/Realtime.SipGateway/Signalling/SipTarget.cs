using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling;

/// <summary>An AI target as it is dialled.</summary>
internal sealed class SipTarget(string name, SipTargetOptions options)
{
    private const int SipsPort = 5061;
    private const int SipPort = 5060;

    private readonly IPEndPoint? _proxy = options.OutboundProxy is { } proxy ? IPEndPoint.Parse(proxy) : null;

    public string Name { get; } = name;

    public SipTargetOptions Options => options;

    public SipUri Uri { get; } = SipUri.Parse(options.SipUri!);

    /// <summary>Where to connect: resolved for each call (the vendor's hosts are GeoIP routed), with the name its certificate must bear.</summary>
    /// <returns>Null when the host has no address.</returns>
    public async ValueTask<SipDestination?> ResolveAsync(CancellationToken cancellationToken)
    {
        var kind = (Uri.Transport?.ToUpperInvariant(), Uri.Kind) switch
        {
            ("TLS", _) or (_, SipUriKind.Sips) => SipTransportKind.Tls,
            ("TCP", _) => SipTransportKind.Tcp,
            _ => SipTransportKind.Udp,
        };
        var endPoint = _proxy ?? await LookUpAsync(Uri.Port ?? (kind == SipTransportKind.Tls ? SipsPort : SipPort), cancellationToken);
        return endPoint is null ? null : new SipDestination(kind, endPoint) { TlsHostName = Uri.Host };
    }

    private async ValueTask<IPEndPoint?> LookUpAsync(int port, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(Uri.Host, out var literal))
        {
            return new IPEndPoint(literal, port);
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(Uri.Host, cancellationToken);
            return addresses.Length > 0 ? new IPEndPoint(addresses[0], port) : null;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return null;
        }
    }
}
