using System.Net;

namespace Realtime.SipGateway.Signalling.Transport;

/// <summary>Checks listeners, <c>Sip:Dns</c>, <c>Sip:Connections</c> and the certificates that targets name.</summary>
internal static class TransportValidator
{
    private static readonly string[] Transports = ["udp", "tcp", "tls"];
    private static readonly string[] ClientCertificates = ["none", "request", "require"];

    public static void Validate(SignallingOptions options, List<string> all)
    {
        var isAddressed = true;
        foreach (var (index, listener) in options.Listeners.Index())
        {
            isAddressed &= Listener(listener, new OptionFaults($"{SignallingOptions.Section}:Listeners:{index}", all));
        }

        if (isAddressed)
        {
            Collisions(options.Listeners, new OptionFaults($"{SignallingOptions.Section}:Listeners", all));
        }

        Dns(options.Dns, new OptionFaults($"{SignallingOptions.Section}:Dns", all));
        Connections(options.Connections, new OptionFaults($"{SignallingOptions.Section}:Connections", all));
        foreach (var (name, target) in options.Targets)
        {
            Pair(target.ClientCertificateFile, target.ClientCertificateKeyFile, new OptionFaults($"{SignallingOptions.TargetsSection}:{name}", all));
        }
    }

    /// <summary>True when the address can be read.</summary>
    private static bool Listener(ListenerOptions listener, OptionFaults faults)
    {
        faults.OneOf("Transport", listener.Transport, Transports);
        faults.OneOf("ClientCertificates", listener.ClientCertificates, ClientCertificates);
        var isAddressed = IPEndPoint.TryParse(listener.Address, out _) && listener.Address.Contains(':', StringComparison.Ordinal);
        if (!isAddressed)
        {
            faults.Add("Address", listener.Address, "is not an address and port: write 0.0.0.0:5060 or [::]:5060.");
        }

        if (listener.Transport.Equals("tls", StringComparison.OrdinalIgnoreCase))
        {
            const string Why = "a TLS listener needs a certificate and its private key (PEM)";
            Identity("CertificateFile", listener.CertificateFile, "CertificateKeyFile", listener.CertificateKeyFile, Why, faults);
            Anchors("ClientAuthorityFile", listener.ClientAuthorityFile, "it names the authorities whose client certificates are trusted (PEM)", faults);
        }
        else if (!listener.ClientCertificates.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add("ClientCertificates", listener.ClientCertificates, $"has no meaning for {listener.Transport}: only tls listeners see certificates.");
        }

        if (listener.AdvertisedPort is <= 0 or > 65_535)
        {
            faults.Add($"AdvertisedPort {listener.AdvertisedPort} is not a port: 1 to 65535.");
        }

        if (listener.AdvertisedHost is { Length: > 0 } host && Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown)
        {
            faults.Add("AdvertisedHost", host, "is not a host: write sip.example.com or 203.0.113.7; the port is AdvertisedPort.");
        }

        return isAddressed;
    }

    private static void Collisions(IList<ListenerOptions> listeners, OptionFaults faults)
    {
        var sockets = listeners.Index().Select(entry => (
            entry.Index,
            Address: IPEndPoint.Parse(entry.Item.Address),
            IsDatagram: entry.Item.Transport.Equals("udp", StringComparison.OrdinalIgnoreCase)));
        var same = sockets.Where(socket => socket.Address.Port != 0).GroupBy(socket => (socket.Address, socket.IsDatagram)).Where(group => group.Count() > 1);
        foreach (var group in same)
        {
            var second = group.Skip(1).First().Index;
            faults.Add($"{second}:Address", listeners[second].Address, $"is taken by Listeners:{group.First().Index}: give one of them another port.");
        }
    }

    private static void Dns(DnsOptions dns, OptionFaults faults)
    {
        foreach (var (index, server) in dns.Servers.Index().Where(entry => !EndpointSetup.TryReadServer(entry.Item, out _)))
        {
            faults.Add($"Servers:{index}", server, "is not an address: write 192.0.2.53 or [2001:db8::53]:5353.");
        }

        faults.Range("TimeoutMs", dns.TimeoutMs, 100, 5_000);
        faults.Range("StaleSeconds", dns.StaleSeconds, 0, 86_400);
        faults.OneOf("AddressOrder", dns.AddressOrder, ["ipv4-first", "ipv6-first", "ipv4-only", "ipv6-only"]);
    }

    private static void Connections(ConnectionOptions connections, OptionFaults faults)
    {
        faults.Range("ConnectTimeoutMs", connections.ConnectTimeoutMs, 200, 30_000);
        faults.Range("IdleSeconds", connections.IdleSeconds, 30, 86_400);
        faults.Range("MaxConnections", connections.MaxConnections, 1, 100_000);
        faults.Range("MaxPerSource", connections.MaxPerSource, 1, 100_000);
        faults.Range("CertificateCheckSeconds", connections.CertificateCheckSeconds, 1, 86_400);
        if (connections.TcpAboveBytes is not (0 or (>= 500 and <= 65_535)))
        {
            faults.Add($"TcpAboveBytes {connections.TcpAboveBytes} is out of range: 500 to 65535 (RFC 3261 says 1300), or 0 for never.");
        }

        if (connections.KeepAliveSeconds is not (0 or (>= 10 and <= 600)))
        {
            faults.Add($"KeepAliveSeconds {connections.KeepAliveSeconds} is out of range: 10 to 600, or 0 for never.");
        }

        Anchors("CertificateAuthorityFile", connections.CertificateAuthorityFile, "it names the authorities that carriers' certificates come from (PEM)", faults);
        Pair(connections.ClientCertificateFile, connections.ClientCertificateKeyFile, faults);
    }

    /// <summary>A client certificate and its key: both or none.</summary>
    private static void Pair(string? certificate, string? privateKey, OptionFaults faults)
    {
        if (certificate is not null || privateKey is not null)
        {
            Identity("ClientCertificateFile", certificate, "ClientCertificateKeyFile", privateKey, "certificate and private key go together (PEM)", faults);
        }
    }

    private static void Identity(string certificateKey, string? certificate, string privateKey, string? keyFile, string why, OptionFaults faults)
    {
        faults.File(certificateKey, certificate, why);
        faults.File(privateKey, keyFile, why);
        if (!File.Exists(certificate) || !File.Exists(keyFile))
        {
            return;
        }

        try
        {
            PemFiles.ReadIdentity(certificate, keyFile).Certificate.Dispose();
        }
        catch (Exception problem) when (PemFiles.IsProblem(problem))
        {
            faults.Add(certificateKey, certificate, $"cannot be used with its key: {problem.Message}");
        }
    }

    private static void Anchors(string key, string? file, string why, OptionFaults faults)
    {
        if (file is null)
        {
            return;
        }

        faults.File(key, file, why);
        try
        {
            if (File.Exists(file))
            {
                PemFiles.ReadAnchors([file], withSystem: false);
            }
        }
        catch (Exception problem) when (PemFiles.IsProblem(problem))
        {
            faults.Add(key, file, $"cannot be read: {problem.Message}");
        }
    }
}
