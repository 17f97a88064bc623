using System.Net;
using System.Net.Sockets;
using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Transports;

/// <summary>A guard before real connections.</summary>
public sealed class GuardedConnectionTests : ISipGuard
{
    private readonly TaskCompletionSource<SipFault> _suspected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SipStanding _standing;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_banned_source_is_cut_off_before_it_has_said_anything()
    {
        await using var sip = await StartAsync();
        _standing = SipStanding.Banned;
        using var client = new TcpClient();

        Assert.True(await IsCutOffAsync(client, sip.Listeners[0].LocalEndPoint));
        Assert.Equal(1, sip.Counters[SipFault.SourceBanned]);
    }

    [Fact]
    public async Task Bytes_that_are_no_messages_are_told_to_the_guard()
    {
        await using var sip = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(sip.Listeners[0].LocalEndPoint, Token);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("INVITE sip:a SIP/2.0\r\nContent-Length: 99999999999\r\n\r\n"), Token);

        Assert.Equal(SipFault.BadFraming, await _suspected.Task.WaitAsync(StackHarness.Patience, Token));
        Assert.True(await IsCutOffAsync(client));
    }

    SipStanding ISipGuard.Judge(IPAddress source) => _standing;

    void ISipGuard.Suspect(IPAddress source, SipFault fault) => _suspected.TrySetResult(fault);

    SipAdmission ISipGuard.Admit(SipRequest request, SipFlow flow) => SipAdmission.Take;

    bool ISipGuard.Answers(SipFlow flow, SipFault fault) => false;

    private static async Task<bool> IsCutOffAsync(TcpClient client, IPEndPoint? server = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(StackHarness.Patience);
        try
        {
            if (server is not null)
            {
                await client.ConnectAsync(server, limit.Token);
            }

            return await client.GetStream().ReadAsync(new byte[1], limit.Token) == 0;
        }
        catch (Exception reset) when (reset is IOException or SocketException)
        {
            return true;
        }
    }

    private async Task<SipEndpoint> StartAsync()
    {
        var sip = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = { new SipListenerOptions { Kind = SipTransportKind.Tcp, Address = new IPEndPoint(IPAddress.Loopback, 0) } },
            Guard = this,
        });
        await sip.StartAsync(Token);
        return sip;
    }
}
