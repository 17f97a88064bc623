using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Realtime.Simulator.Tests.Scenarios;

public sealed class BadInputTests
{
    private const string Session = """{"type":"realtime","model":"gpt-realtime"}""";

    [Fact]
    public async Task Garbage_on_every_door_leaves_the_next_call_unharmed()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await SendOverTlsAsync(simulator, "\u0001\u0002 garbage\r\n\r\n");
        await SendOverTlsAsync(simulator, "INVITE sip:proj_simulator@x SIP/2.0\r\nContent-Length: 99999999\r\n\r\n");
        await SendOverTlsAsync(simulator, "INVITE sip:proj_sim");
        Assert.Equal(413, (int)(await simulator.Http.PostAsync(
            $"/v1/realtime/calls/{await simulator.RingAsync()}/accept", new ByteArrayContent(new byte[2 * 1024 * 1024]), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(400, (await simulator.PostAsync("/v1/realtime/calls", "not sdp")).Status);

        await using var caller = await TestCaller.StartAsync(simulator);
        var inviting = caller.InviteAsync();
        string callId;
        do
        {
            callId = (await simulator.CallsAsync())[^1];
        }
        while ((await simulator.ShowAsync(callId))["kind"]!.GetValue<string>() != "sip");
        Assert.Equal(200, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", Session)).Status);
        Assert.Equal(200, (await inviting).StatusCode);
    }

    [Fact]
    public async Task A_sideband_that_sends_what_is_no_event_is_closed_and_another_may_attach()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.CallAsync(Session);
        using var socket = await TestSideband.ConnectAsync(simulator.Endpoints.ApiBaseUrl, "?call_id=" + callId, SimulatorUnderTest.ApiKey);

        await socket.SendAsync(new byte[10], WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        await socket.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken);

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, socket.CloseStatus);
        await using var another = await simulator.AttachAsync(callId);
        await another.SendAsync("""{"type":"session.update","session":{"type":"realtime"}}""");
        await another.SeesAsync("session.updated");
    }

    [Fact]
    public async Task A_call_has_a_bounded_number_of_sidebands()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.CallAsync(Session);
        var attached = new List<TestSideband>();
        for (var i = 0; i < 8; i++)
        {
            attached.Add(await simulator.AttachAsync(callId));
        }

        using var refused = await TestSideband.ConnectAsync(simulator.Endpoints.ApiBaseUrl, "?call_id=" + callId, SimulatorUnderTest.ApiKey);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.HttpStatusCode);
        foreach (var sideband in attached)
        {
            await sideband.DisposeAsync();
        }
    }

    [Fact]
    public async Task Too_many_calls_are_refused()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("MaximumCalls", "1"));
        await simulator.RingAsync();
        await using var caller = await TestCaller.StartAsync(simulator);
        Assert.Equal(503, (await caller.InviteAsync()).StatusCode);
    }

    private static async Task SendOverTlsAsync(SimulatorUnderTest simulator, string text)
    {
        var authority = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(simulator.Endpoints.CertificateAuthorityPemPath));
        using var client = new TcpClient();
        await client.ConnectAsync(simulator.Endpoints.SipTlsEndPoint, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream());
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority } };
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "sip.api.openai.test", CertificateChainPolicy = policy }, TestContext.Current.CancellationToken);
        await tls.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
    }
}
