using System.Net;
using Realtime.Sip.Resolution;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling.Transport;

/// <summary>Makes of the settings what the SIP endpoint listens on, trusts, asks and allows.</summary>
internal static class EndpointSetup
{
    private const int DnsPort = 53;

    public static List<SipListenerOptions> Listeners(SignallingOptions settings, TlsFiles files) =>
        [.. settings.Listeners.Select(listener => Listener(listener, settings, files))];

    public static SipTransportLimits Limits(ConnectionOptions settings) => new()
    {
        ConnectTime = TimeSpan.FromMilliseconds(settings.ConnectTimeoutMs),
        TcpAbove = settings.TcpAboveBytes == 0 ? null : settings.TcpAboveBytes,
        KeepAliveTime = TimeSpan.FromSeconds(settings.KeepAliveSeconds),
        IdleTime = TimeSpan.FromSeconds(settings.IdleSeconds),
        MaxConnections = settings.MaxConnections,
        MaxConnectionsPerSource = settings.MaxPerSource,
    };

    public static SipDnsOptions Dns(DnsOptions settings) => new()
    {
        Servers = [.. settings.Servers.Select(server => TryReadServer(server, out var endPoint) ? endPoint : throw new FormatException(server))],
        Timeout = TimeSpan.FromMilliseconds(settings.TimeoutMs),
        StaleTime = TimeSpan.FromSeconds(settings.StaleSeconds),
        AddressOrder = TryReadOrder(settings.AddressOrder, out var order) ? order : throw new FormatException(settings.AddressOrder),
    };

    /// <summary>An address with or without a port; IPv6 with one needs brackets.</summary>
    public static bool TryReadServer(string text, out IPEndPoint endPoint)
    {
        var isRead = IPEndPoint.TryParse(text, out var read);
        endPoint = read is null ? new IPEndPoint(IPAddress.Any, 0) : read.Port == 0 ? new IPEndPoint(read.Address, DnsPort) : read;
        return isRead;
    }

    public static bool TryReadOrder(string text, out SipAddressOrder order) =>
        Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out order)
        && Enum.IsDefined(order) && text.Contains('-', StringComparison.Ordinal);

    /// <summary>A listener on <c>[::]</c> takes IPv4 too, unless another one has the port there.</summary>
    public static bool IsDualStack(ListenerOptions listener, IEnumerable<ListenerOptions> all)
    {
        var address = IPEndPoint.Parse(listener.Address);
        return address.Address.Equals(IPAddress.IPv6Any)
            && (address.Port == 0 || !all.Any(other => IsOnIPv4(other, address.Port) && IsDatagram(other) == IsDatagram(listener)));
    }

    private static bool IsOnIPv4(ListenerOptions listener, int port) =>
        IPEndPoint.Parse(listener.Address) is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } address && address.Port == port;

    private static bool IsDatagram(ListenerOptions listener) => listener.Transport.Equals("udp", StringComparison.OrdinalIgnoreCase);

    private static SipListenerOptions Listener(ListenerOptions listener, SignallingOptions settings, TlsFiles files) => new()
    {
        Kind = Enum.Parse<SipTransportKind>(listener.Transport, ignoreCase: true),
        Address = IPEndPoint.Parse(listener.Address),
        DualStack = IsDualStack(listener, settings.Listeners),
        AdvertisedHost = listener.AdvertisedHost,
        AdvertisedPort = listener.AdvertisedPort,
        Certificate = files.Identity(listener.CertificateFile, listener.CertificateKeyFile),
        ClientCertificates = Enum.Parse<SipClientCertificates>(listener.ClientCertificates, ignoreCase: true),
        ClientAnchors = files.Anchors(listener.ClientAuthorityFile is { } file ? [file] : [], withSystem: false),
    };
}
