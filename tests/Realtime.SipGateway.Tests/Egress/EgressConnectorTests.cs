using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Egress;
using Xunit;

namespace Realtime.SipGateway.Tests.Egress;

public sealed class EgressConnectorTests
{
    [Fact]
    public async Task A_public_name_that_points_inwards_is_not_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var http = Client([], IPAddress.Loopback);

        var fault = await Assert.ThrowsAsync<HttpRequestException>(
            () => http.GetAsync(new Uri($"http://public.example:{port}/"), TestContext.Current.CancellationToken));

        Assert.IsType<EgressRefusedException>(fault.InnerException);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task An_address_in_the_url_is_checked_too()
    {
        using var http = Client([]);

        var fault = await Assert.ThrowsAsync<HttpRequestException>(
            () => http.GetAsync(new Uri("http://[::ffff:127.0.0.1]:9/"), TestContext.Current.CancellationToken));

        Assert.IsType<EgressRefusedException>(fault.InnerException);
    }

    [Fact]
    public async Task A_listed_address_is_reached_and_a_redirect_is_not_followed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var served = ServeOnceAsync(listener);
        using var http = Client(["127.0.0.1"], IPAddress.Parse("10.0.0.1"), IPAddress.Loopback);

        using var answer = await http.GetAsync(new Uri($"http://inside.example:{port}/"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.StartsWith("GET / HTTP/1.1", await served, StringComparison.Ordinal);
    }

    private static async Task<string> ServeOnceAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var bytes = new byte[1_024];
        var length = await stream.ReadAsync(bytes);
        await stream.WriteAsync("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        return System.Text.Encoding.ASCII.GetString(bytes, 0, length);
    }

    private static HttpClient Client(string[] allowed, params IPAddress[] resolved)
    {
        var policy = new EgressPolicy(Options.Create(new EgressOptions { AllowedHosts = ["*"], AllowPrivateAddresses = allowed }));
        return new HttpClient(new EgressConnector(policy, (_, _) => Task.FromResult(resolved)).CreateHandler());
    }
}
