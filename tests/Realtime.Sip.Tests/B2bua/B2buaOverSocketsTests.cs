using System.Net;
using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Tests.Transports;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>Three stacks on loopback: a caller on UDP, the call of two legs, and a vendor on TLS with a wildcard certificate.</summary>
public sealed class B2buaOverSocketsTests : IAsyncLifetime
{
    private readonly TestCertificates _certificates = new();
    private readonly TaskCompletionSource<UasCall> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<B2buaCall> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SipEndpoint _caller = null!;
    private SipEndpoint _middle = null!;
    private SipEndpoint _vendor = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _caller = new SipEndpoint(new SipEndpointOptions { Listeners = { Listener(SipTransportKind.Udp) } });
        _vendor = new SipEndpoint(new SipEndpointOptions { Listeners = { Listener(SipTransportKind.Tls) } });
        _middle = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = { Listener(SipTransportKind.Udp), Listener(SipTransportKind.Tls) },
            TlsClient = new SipTlsClientOptions { TrustAnchors = _certificates.Anchors },
        });
        _vendor.OnInvite((_, invite, _) =>
        {
            var call = UasCall.Accept(_vendor.Dialogs, invite)!;
            call.Answer(SipBody.Sdp(B2buaRig.Answer), BeAsPlainAsTheVendor);
            _answered.TrySetResult(call);
            return Task.CompletedTask;
        });
        _middle.OnInvite(ConnectAsync);
        foreach (var endpoint in (SipEndpoint[])[_vendor, _middle, _caller])
        {
            await endpoint.StartAsync(Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var endpoint in (SipEndpoint[])[_caller, _middle, _vendor])
        {
            await endpoint.DisposeAsync();
        }

        _certificates.Dispose();
    }

    [Fact]
    public async Task A_call_goes_through_and_the_caller_ends_it()
    {
        var call = await InviteAsync();
        Assert.True(call.IsAnswered, $"{call.Outcome}");
        Assert.Equal(B2buaRig.Answer, System.Text.Encoding.UTF8.GetString(call.Outcome.Response!.Body.Span));
        var vendor = await _answered.Task.WaitAsync(StackHarness.Patience, Token);
        Assert.Equal(B2buaRig.Offer, System.Text.Encoding.UTF8.GetString(vendor.Invite.Body.Span));
        Assert.NotNull(await vendor.Acknowledged.WaitAsync(StackHarness.Patience, Token));

        await call.HangUpAsync("Q.850;cause=16").WaitAsync(StackHarness.Patience, Token);

        Assert.Equal(new SipCallEnd(SipCallEnding.HungUpByPeer, "Q.850;cause=16"), await vendor.Ended.WaitAsync(StackHarness.Patience, Token));
        var legs = await _connected.Task.WaitAsync(StackHarness.Patience, Token);
        Assert.Equal(B2buaCause.CallerHungUp, (await legs.Completion.WaitAsync(StackHarness.Patience, Token)).Cause);
        await legs.Settled.WaitAsync(StackHarness.Patience, Token);
        Assert.Equal(0, _middle.Dialogs.Count);
    }

    [Fact]
    public async Task The_vendor_ends_the_call_on_the_connection_that_we_made()
    {
        var call = await InviteAsync();
        var vendor = await _answered.Task.WaitAsync(StackHarness.Patience, Token);
        await vendor.Acknowledged.WaitAsync(StackHarness.Patience, Token);

        await vendor.HangUpAsync("SIP;cause=200").WaitAsync(StackHarness.Patience, Token);

        Assert.Equal(new SipCallEnd(SipCallEnding.HungUpByPeer, "SIP;cause=200"), await call.Ended.WaitAsync(StackHarness.Patience, Token));
    }

    [Fact]
    public async Task Many_calls_at_once_all_end_well()
    {
        const int Calls = 50;
        var calls = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => InviteAsync()));

        Assert.All(calls, call => Assert.True(call.IsAnswered, $"{call.Outcome}"));
        await Task.WhenAll(calls.Select(call => call.HangUpAsync())).WaitAsync(StackHarness.Patience, Token);
        await StackHarness.UntilAsync(() => _middle.Dialogs.Count == 0 && _vendor.Dialogs.Count == 0 && _caller.Dialogs.Count == 0);
    }

    private static void BeAsPlainAsTheVendor(SipResponse response)
    {
        response.Headers.Remove(SipHeaderId.Allow);
        response.Headers.Remove(SipHeaderId.ContentType);
        response.Headers.Set(SipHeaderId.Contact, "<sip:OAI@sip.api.example.org:5061>");
    }

    private async Task ConnectAsync(SipRequest request, Sip.Transactions.InviteServerTransaction invite, CancellationToken cancelled)
    {
        var call = B2buaCall.Accept(_middle.Dialogs, invite)!;
        _connected.TrySetResult(call);
        await call.RingAsync();
        var target = new B2buaTarget
        {
            Uri = SipUri.Parse("sip:proj_1@sip.api.example.org:5061;transport=tls"),
            Destination = new SipDestination(SipTransportKind.Tls, _vendor.Listeners[0].LocalEndPoint) { TlsHostName = "sip.api.example.org" },
        };
        var result = await call.DialAsync(target, StackHarness.Patience, cancelled);
        if (result.Status != DialStatus.Answered)
        {
            await call.RejectAsync(503);
        }

        await call.Completion;
    }

    private Task<UacCall> InviteAsync() => UacCall.InviteAsync(
        _caller.Dialogs,
        new UacInvite
        {
            Uri = SipUri.Parse($"sip:+15550100@{_middle.Listeners[0].LocalEndPoint}"),
            From = NameAddress.Parse("\"Ann\" <sip:+15550123@127.0.0.1>"),
            Body = SipBody.Sdp(B2buaRig.Offer),
        },
        Token).WaitAsync(StackHarness.Patience, Token);

    private SipListenerOptions Listener(SipTransportKind kind) => new()
    {
        Kind = kind,
        Address = new IPEndPoint(IPAddress.Loopback, 0),
        Certificate = kind == SipTransportKind.Tls ? _certificates.Issue("*.api.example.org", "127.0.0.1") : null,
    };
}
