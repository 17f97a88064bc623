using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Realtime.Sip;
using Realtime.Sip.Messages;
using Realtime.Sip.Resolution;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Debian's dnsmasq as the name server: NAPTR, SRV, A and AAAA as RFC 3263 reads them.</summary>
public sealed class DnsmasqTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Services_are_tried_in_the_order_of_their_records()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(
            folder,
            out var dns,
            "--naptr-record=carrier.test,20,50,s,SIP+D2U,,_sip._udp.carrier.test",
            "--naptr-record=carrier.test,10,50,s,SIP+D2T,,_sip._tcp.carrier.test",
            "--srv-host=_sip._tcp.carrier.test,one.carrier.test,5070,10,100",
            "--srv-host=_sip._tcp.carrier.test,two.carrier.test,5080,20,100",
            "--srv-host=_sip._udp.carrier.test,one.carrier.test,5090,10,100",
            "--host-record=one.carrier.test,192.0.2.1,2001:db8::1",
            "--host-record=two.carrier.test,192.0.2.2");
        using var counters = new SipCounters();
        using var resolver = new SipResolver(dns, counters, TimeProvider.System, NullLoggerFactory.Instance);

        var found = await resolver.ResolveAsync(SipUri.Parse("sip:+15550100@carrier.test"), Token);
        Assert.Equal(
            ["tcp 192.0.2.1:5070", "tcp [2001:db8::1]:5070", "tcp 192.0.2.2:5080"],
            found.Take(3).Select(one => $"{one.Kind.ToString().ToLowerInvariant()} {one.EndPoint}"));

        // A port in the URI leaves only the address open; a transport, only the service of that transport.
        Assert.Equal(
            ["192.0.2.2:5062"], (await resolver.ResolveAsync(SipUri.Parse("sip:two.carrier.test:5062"), Token)).Select(one => one.EndPoint.ToString()));
        Assert.Equal(
            ["192.0.2.1:5090", "[2001:db8::1]:5090"],
            (await resolver.ResolveAsync(SipUri.Parse("sip:carrier.test;transport=udp"), Token)).Select(one => one.EndPoint.ToString()));
        Assert.Empty(await resolver.ResolveAsync(SipUri.Parse("sip:nobody.carrier.test"), Token));
    }

    [Fact]
    public async Task Weights_spread_calls_and_the_next_server_takes_over()
    {
        using var folder = new TemporaryFolder();
        await using var alive = new SipEndpoint(new SipEndpointOptions { Listeners = { new SipListenerOptions { Kind = SipTransportKind.Tcp, Address = new IPEndPoint(IPAddress.Loopback, 0) } } });
        await alive.StartAsync(Token);
        await using var server = await StartAsync(
            folder,
            out var dns,
            $"--srv-host=_sip._tcp.carrier.test,dead.carrier.test,{Ports.Free().Port},10,100",
            $"--srv-host=_sip._tcp.carrier.test,alive.carrier.test,{alive.Listeners[0].LocalEndPoint.Port},20,100",
            "--host-record=dead.carrier.test,127.0.0.1",
            "--host-record=alive.carrier.test,127.0.0.1",
            "--srv-host=_sip._tcp.spread.test,light.spread.test,5060,10,20",
            "--srv-host=_sip._tcp.spread.test,heavy.spread.test,5060,10,80",
            "--host-record=light.spread.test,192.0.2.1",
            "--host-record=heavy.spread.test,192.0.2.2");
        await using var client = new SipEndpoint(new SipEndpointOptions { Dns = dns });
        await client.StartAsync(Token);

        var request = SipEndpoint.CreateRequest(SipMethod.Options, SipUri.Parse("sip:carrier.test;transport=tcp"), SipUri.Parse("sip:gateway.test"));
        var outcome = await client.SendAsync(request, Token);
        Assert.Equal((ClientTransactionEventKind.Final, 200), (outcome.Kind, outcome.Response?.StatusCode));

        var heavy = 0;
        for (var call = 0; call < 200; call++)
        {
            var found = await client.Transports.Resolver.ResolveAsync(SipUri.Parse("sip:spread.test;transport=tcp"), Token);
            heavy += found[0].EndPoint.Address.Equals(IPAddress.Parse("192.0.2.2")) ? 1 : 0;
        }

        // 80 of 100: 160 of 200, and a chance of less than one in a billion to be outside.
        Assert.InRange(heavy, 120, 195);
    }

    private static Task<Stranger> StartAsync(TemporaryFolder folder, out SipDnsOptions dns, params string[] records)
    {
        var address = Ports.Free();
        dns = new SipDnsOptions { Servers = [address], HostsFile = folder.File("no-hosts"), ResolverFile = folder.File("no-resolver") };
        return StartAsync(folder, address, records);
    }

    private static async Task<Stranger> StartAsync(TemporaryFolder folder, IPEndPoint address, string[] records)
    {
        var server = Stranger.Start(
            "dnsmasq", "dnsmasq-base", folder.Path,
            [
                "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--no-daemon", $"--port={address.Port}", $"--listen-address={address.Address}",
                "--bind-interfaces", "--pid-file=", "--local-ttl=60", "--local=/test/", .. records,
            ]);
        await server.WroteAsync("started", TimeSpan.FromSeconds(30));
        return server;
    }
}
