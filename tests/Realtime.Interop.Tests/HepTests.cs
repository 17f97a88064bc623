using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Realtime.Sip;
using Realtime.Sip.Hep;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Debian's Kamailio as the HEP3 collector.</summary>
public sealed class HepTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_collector_reads_requests_and_responses_with_the_addresses_of_both_ends()
    {
        using var folder = new TemporaryFolder();
        var address = Ports.Free();
        await using var collector = await Kamailio.StartAsync(
            folder,
            "hep-collector.cfg",
            ("COLLECTOR_ADDRESS", address.ToString()),
            ("DATABASE_FOLDER", Directory.CreateDirectory(folder.File("database")).FullName));
        await using var sender = new HepSender(new HepOptions { Host = address.Address.ToString(), Port = address.Port }, TimeProvider.System, NullLoggerFactory.Instance);
        await using var server = Endpoint();
        await using var client = Endpoint(sender);
        await server.StartAsync(Token);
        await client.StartAsync(Token);
        var (from, to) = (client.Listeners[0].LocalEndPoint, server.Listeners[0].LocalEndPoint);

        var request = SipEndpoint.CreateRequest(SipMethod.Options, SipUri.Parse($"sip:{to}"), SipUri.Parse("sip:gateway.test"));
        var outcome = await client.SendAsync(request, Token);

        Assert.Equal((ClientTransactionEventKind.Final, 200), (outcome.Kind, outcome.Response?.StatusCode));
        await collector.WroteAsync($"captured OPTIONS {request.CallId} from {from}\n", Limit);
        await collector.WroteAsync($"captured 200 {request.CallId} from {to}\n", Limit);
    }

    private static SipEndpoint Endpoint(ISipTap? tap = null) => new(new SipEndpointOptions
    {
        Listeners = { new SipListenerOptions { Kind = SipTransportKind.Udp, Address = new IPEndPoint(IPAddress.Loopback, 0) } },
        Tap = tap,
    });
}
