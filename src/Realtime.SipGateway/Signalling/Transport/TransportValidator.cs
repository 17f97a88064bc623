using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.SipGateway.Signalling.Transport;

/// <summary>Checks listeners, <c>Sip:Dns</c>, <c>Sip:Connections</c> and the certificates that targets name.</summary>
internal static class TransportValidator
{
    private static readonly string[] Transports = ["udp", "tcp", "tls"];
    private static readonly string[] ClientCertificates = ["none", "request", "require"];

    public static void Validate(SignallingOptions options, List<string> faults)
    {
        var isAddressed = true;
        foreach (var (index, listener) in options.Listeners.Index())
        {
            isAddressed &= Listener($"{SignallingOptions.Section}:Listeners:{index}", listener, faults);
        }

        if (isAddressed)
        {
            Collisions(options.Listeners, faults);
        }

        Dns($"{SignallingOptions.Section}:Dns", options.Dns, faults);
        Connections($"{SignallingOptions.Section}:Connections", options.Connections, faults);
        foreach (var (name, target) in options.Targets)
        {
            var key = $"{SignallingOptions.TargetsSection}:{name}";
            Pair(key, "ClientCertificateFile", target.ClientCertificateFile, "ClientCertificateKeyFile", target.ClientCertificateKeyFile, faults);
        }
    }

    /// <summary>True when the address can be read.</summary>
    private static bool Listener(string key, ListenerOptions listener, List<string> faults)
    {
        OneOf($"{key}:Transport", listener.Transport, Transports, faults);
        OneOf($"{key}:ClientCertificates", listener.ClientCertificates, ClientCertificates, faults);
        var isAddressed = IPEndPoint.TryParse(listener.Address, out _) && listener.Address.Contains(':', StringComparison.Ordinal);
        if (!isAddressed)
        {
            faults.Add($"{key}:Address '{listener.Address}' is not an address and port: write 0.0.0.0:5060 or [::]:5060.");
        }

        if (listener.Transport.Equals("tls", StringComparison.OrdinalIgnoreCase))
        {
            var isThere = File($"{key}:CertificateFile", listener.CertificateFile, "a TLS listener needs a certificate (PEM)", faults);
            isThere &= File($"{key}:CertificateKeyFile", listener.CertificateKeyFile, "a TLS listener needs the certificate's private key (PEM)", faults);
            if (isThere)
            {
                Identity($"{key}:CertificateFile", listener.CertificateFile!, listener.CertificateKeyFile, faults);
            }

            Anchors($"{key}:ClientAuthorityFile", listener.ClientAuthorityFile, faults);
        }
        else if (!listener.ClientCertificates.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add($"{key}:ClientCertificates '{listener.ClientCertificates}' has no meaning for {listener.Transport}: only tls listeners see certificates.");
        }

        if (listener.AdvertisedPort is <= 0 or > 65_535)
        {
            faults.Add($"{key}:AdvertisedPort {listener.AdvertisedPort} is not a port: 1 to 65535.");
        }

        if (listener.AdvertisedHost is { } host && Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown)
        {
            faults.Add($"{key}:AdvertisedHost '{host}' is not a host: write sip.example.com or 203.0.113.7; the port is AdvertisedPort.");
        }

        return isAddressed;
    }

    private static void Collisions(IList<ListenerOptions> listeners, List<string> faults)
    {
        var sockets = listeners.Index()
            .Select(entry => (entry.Index, Key: (IPEndPoint.Parse(entry.Item.Address), IsDatagram: entry.Item.Transport.Equals("udp", StringComparison.OrdinalIgnoreCase))));
        foreach (var same in sockets.Where(socket => socket.Key.Item1.Port != 0).GroupBy(socket => socket.Key).Where(group => group.Count() > 1))
        {
            var second = same.Skip(1).First().Index;
            faults.Add($"{SignallingOptions.Section}:Listeners:{second}:Address '{listeners[second].Address}' is taken by Listeners:{same.First().Index}: give one of them another port.");
        }
    }

    private static void Dns(string key, DnsOptions dns, List<string> faults)
    {
        foreach (var (index, server) in dns.Servers.Index().Where(entry => !EndpointSetup.TryReadServer(entry.Item, out _)))
        {
            faults.Add($"{key}:Servers:{index} '{server}' is not an address: write 192.0.2.53 or [2001:db8::53]:5353.");
        }

        Range($"{key}:TimeoutMs", dns.TimeoutMs, 100, 5_000, faults);
        Range($"{key}:StaleSeconds", dns.StaleSeconds, 0, 86_400, faults);
        if (!EndpointSetup.TryReadOrder(dns.AddressOrder, out _))
        {
            faults.Add($"{key}:AddressOrder '{dns.AddressOrder}' is not one of: ipv4-first, ipv6-first, ipv4-only, ipv6-only.");
        }
    }

    private static void Connections(string key, ConnectionOptions connections, List<string> faults)
    {
        Range($"{key}:ConnectTimeoutMs", connections.ConnectTimeoutMs, 200, 30_000, faults);
        Range($"{key}:IdleSeconds", connections.IdleSeconds, 30, 86_400, faults);
        Range($"{key}:MaxConnections", connections.MaxConnections, 1, 100_000, faults);
        Range($"{key}:MaxPerSource", connections.MaxPerSource, 1, 100_000, faults);
        Range($"{key}:CertificateCheckSeconds", connections.CertificateCheckSeconds, 1, 86_400, faults);
        if (connections.KeepAliveSeconds is not (0 or (>= 10 and <= 600)))
        {
            faults.Add($"{key}:KeepAliveSeconds {connections.KeepAliveSeconds} is out of range: 10 to 600, or 0 for never.");
        }

        Pair(key, "ClientCertificateFile", connections.ClientCertificateFile, "ClientCertificateKeyFile", connections.ClientCertificateKeyFile, faults);
    }

    /// <summary>A certificate and its key: both or none.</summary>
    private static void Pair(string key, string certificateKey, string? certificate, string keyKey, string? privateKey, List<string> faults)
    {
        if (certificate is null && privateKey is null)
        {
            return;
        }

        var isThere = File($"{key}:{certificateKey}", certificate, $"it goes with {keyKey} (PEM)", faults);
        isThere &= File($"{key}:{keyKey}", privateKey, $"it goes with {certificateKey} (PEM)", faults);
        if (isThere)
        {
            Identity($"{key}:{certificateKey}", certificate!, privateKey, faults);
        }
    }

    private static void Identity(string key, string certificate, string? privateKey, List<string> faults)
    {
        try
        {
            PemFiles.ReadIdentity(certificate, privateKey).Certificate.Dispose();
        }
        catch (Exception problem) when (PemFiles.IsProblem(problem))
        {
            faults.Add($"{key} '{certificate}' cannot be used with its key: {problem.Message}");
        }
    }

    private static void Anchors(string key, string? file, List<string> faults)
    {
        if (file is null || !File(key, file, "it names the authorities whose client certificates are trusted (PEM)", faults))
        {
            return;
        }

        try
        {
            foreach (X509Certificate2 anchor in PemFiles.ReadAnchors([file], withSystem: false))
            {
                anchor.Dispose();
            }
        }
        catch (Exception problem) when (PemFiles.IsProblem(problem))
        {
            faults.Add($"{key} '{file}' cannot be read: {problem.Message}");
        }
    }

    private static bool File(string key, string? path, string why, List<string> faults)
    {
        var isThere = !string.IsNullOrEmpty(path) && System.IO.File.Exists(path);
        if (!isThere)
        {
            faults.Add($"{key} '{path}' is not a file that can be read: {why}.");
        }

        return isThere;
    }

    private static void Range(string key, int value, int least, int most, List<string> faults)
    {
        if (value < least || value > most)
        {
            faults.Add($"{key} {value} is out of range: {least} to {most}.");
        }
    }

    private static void OneOf(string key, string value, IReadOnlyList<string> allowed, List<string> faults)
    {
        if (!allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"{key} '{value}' is not one of: {string.Join(", ", allowed)}.");
        }
    }
}
