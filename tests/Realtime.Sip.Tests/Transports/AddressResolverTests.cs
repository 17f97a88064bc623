using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

public sealed class AddressResolverTests : IDisposable
{
    private readonly RecordingLogger _logs = new();

    public void Dispose() => _logs.Dispose();

    [Theory]
    [InlineData("sip:127.0.0.1", SipTransportKind.Udp, "127.0.0.1:5060")]
    [InlineData("sip:127.0.0.1;transport=tcp", SipTransportKind.Tcp, "127.0.0.1:5060")]
    [InlineData("sip:127.0.0.1;transport=TLS", SipTransportKind.Tls, "127.0.0.1:5061")]
    [InlineData("sips:alice@127.0.0.1", SipTransportKind.Tls, "127.0.0.1:5061")]
    [InlineData("sips:127.0.0.1:7000;transport=tcp", SipTransportKind.Tls, "127.0.0.1:7000")]
    [InlineData("sip:[::1]:5070", SipTransportKind.Udp, "[::1]:5070")]
    [InlineData("sip:example.com;maddr=127.0.0.9", SipTransportKind.Udp, "127.0.0.9:5060")]
    public async Task The_URI_says_transport_and_port(string uri, SipTransportKind kind, string endPoint)
    {
        var destination = Assert.Single(await ResolveAsync(uri));

        Assert.Equal((kind, IPEndPoint.Parse(endPoint)), (destination.Kind, destination.EndPoint));
    }

    [Fact]
    public async Task A_name_is_looked_up_and_kept_for_the_certificate()
    {
        var destinations = await ResolveAsync("sips:localhost");

        Assert.All(destinations, destination => Assert.Equal("localhost", destination.TlsHostName));
        Assert.Contains(destinations, destination => IPAddress.IsLoopback(destination.EndPoint.Address));
    }

    [Theory]
    [InlineData("sip:nobody.invalid")]
    [InlineData("tel:+15550100")]
    [InlineData("sip:127.0.0.1;transport=sctp")]
    [InlineData("sips:127.0.0.1;transport=udp")]
    public async Task What_has_no_address_or_no_transport_of_ours_gives_none(string uri) => Assert.Empty(await ResolveAsync(uri));

    private async Task<IReadOnlyList<SipDestination>> ResolveAsync(string uri) =>
        await new AddressResolver(_logs).ResolveAsync(SipUri.Parse(uri), TestContext.Current.CancellationToken);
}
