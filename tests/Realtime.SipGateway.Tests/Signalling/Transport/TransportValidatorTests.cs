using Realtime.Sip.Resolution;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Transport;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Transport;

public sealed class TransportValidatorTests : IDisposable
{
    private readonly PemFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_fault_is_told_at_once_with_its_key()
    {
        _folder.Write("a");
        _folder.Write("b", certificateFile: _folder.Path("other.pem"), keyFile: _folder.Path("other.key"));
        File.WriteAllText(_folder.Path("empty.pem"), "nothing");
        var options = new SignallingOptions();
        options.Listeners.Add(new ListenerOptions { Transport = "udp", Address = "0.0.0.0:5060", ClientCertificates = "require", AdvertisedHost = "sip.example.com:5060" });
        options.Listeners.Add(new ListenerOptions { Transport = "udp", Address = "0.0.0.0:5060", AdvertisedPort = 0 });
        options.Listeners.Add(new ListenerOptions
        {
            Transport = "tls",
            Address = "0.0.0.0:5061",
            CertificateFile = _folder.Certificate,
            CertificateKeyFile = _folder.Path("other.key"),
            ClientCertificates = "maybe",
            ClientAuthorityFile = _folder.Path("empty.pem"),
        });
        options.Dns = new DnsOptions { Servers = ["dns.example.com"], TimeoutMs = 0, StaleSeconds = -1, AddressOrder = "ipv5-first" };
        options.Connections = new ConnectionOptions
        {
            ConnectTimeoutMs = 0,
            KeepAliveSeconds = 5,
            TcpAboveBytes = 1,
            IdleSeconds = 0,
            MaxConnections = 0,
            MaxPerSource = 0,
            CertificateCheckSeconds = 0,
            ClientCertificateFile = _folder.Certificate,
        };
        options.Targets["vendor"] = new SipTargetOptions { ClientCertificateKeyFile = "missing.key" };

        var faults = new List<string>();
        TransportValidator.Validate(options, faults);

        string[] keys =
        [
            "Sip:Listeners:0:ClientCertificates", "Sip:Listeners:0:AdvertisedHost", "Sip:Listeners:1:Address", "Sip:Listeners:1:AdvertisedPort",
            "Sip:Listeners:2:CertificateFile", "Sip:Listeners:2:ClientCertificates", "Sip:Listeners:2:ClientAuthorityFile",
            "Sip:Dns:Servers:0", "Sip:Dns:TimeoutMs", "Sip:Dns:StaleSeconds", "Sip:Dns:AddressOrder",
            "Sip:Connections:ConnectTimeoutMs", "Sip:Connections:KeepAliveSeconds", "Sip:Connections:TcpAboveBytes", "Sip:Connections:IdleSeconds", "Sip:Connections:MaxConnections",
            "Sip:Connections:MaxPerSource", "Sip:Connections:CertificateCheckSeconds", "Sip:Connections:ClientCertificateKeyFile",
            "Targets:vendor:ClientCertificateFile", "Targets:vendor:ClientCertificateKeyFile",
        ];
        Assert.All(keys, key => Assert.Single(faults, fault => fault.StartsWith(key + " ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
    }

    [Fact]
    public void A_whole_mutual_TLS_listener_is_valid()
    {
        _folder.Write("sip.example.com");
        var options = new SignallingOptions();
        options.Listeners.Add(new ListenerOptions
        {
            Transport = "TLS",
            Address = "[::]:5061",
            CertificateFile = _folder.Certificate,
            CertificateKeyFile = _folder.Key,
            ClientCertificates = "Require",
            ClientAuthorityFile = _folder.Certificate,
            AdvertisedHost = "203.0.113.7",
        });

        var faults = new List<string>();
        TransportValidator.Validate(options, faults);

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("[::]:5060", "udp", true)]
    [InlineData("[::]:5060", "tcp", false)]
    [InlineData("[::]:5061", "tls", false)]
    [InlineData("[::]:0", "tcp", true)]
    [InlineData("[2001:db8::1]:5070", "udp", false)]
    public void All_addresses_of_IPv6_mean_IPv4_too_unless_another_listener_is_there(string address, string transport, bool isDual)
    {
        ListenerOptions[] others = [new() { Transport = "tcp", Address = "0.0.0.0:5060" }, new() { Transport = "tcp", Address = "192.0.2.1:5061" }];

        Assert.Equal(isDual, EndpointSetup.IsDualStack(new ListenerOptions { Transport = transport, Address = address }, others));
    }

    [Theory]
    [InlineData("192.0.2.53", "192.0.2.53:53")]
    [InlineData("192.0.2.53:5353", "192.0.2.53:5353")]
    [InlineData("2001:db8::53", "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]:5353", "[2001:db8::53]:5353")]
    public void A_server_may_have_a_port(string text, string endPoint)
    {
        Assert.True(EndpointSetup.TryReadServer(text, out var read));
        Assert.Equal(endPoint, read.ToString());
    }

    [Theory]
    [InlineData("ipv4-first", SipAddressOrder.IPv4First)]
    [InlineData("IPv6-First", SipAddressOrder.IPv6First)]
    [InlineData("ipv4-only", SipAddressOrder.IPv4Only)]
    [InlineData("ipv6-only", SipAddressOrder.IPv6Only)]
    public void Address_orders_are_read(string text, SipAddressOrder order) => Assert.Equal(order, EndpointSetup.Dns(new DnsOptions { AddressOrder = text }).AddressOrder);
}
