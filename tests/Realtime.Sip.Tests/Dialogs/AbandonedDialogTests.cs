using System.Net;
using Realtime.Sip.Authentication;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

public sealed class AbandonedDialogTests
{
    private static readonly DialogSnapshot Left = new()
    {
        Role = DialogRole.Server,
        CallId = "call@carrier",
        Local = "<sip:+15550100@192.0.2.1>;tag=us",
        Remote = "<sip:+15550199@198.51.100.7>;tag=them",
        RemoteTarget = "sip:caller@198.51.100.9:5080",
        Contact = "<sip:192.0.2.1:5060>",
        Routes = ["<sip:198.51.100.7:5060;lr>"],
        LocalCSeq = 40,
        RemoteCSeq = 1,
    };

    [Fact]
    public async Task The_other_side_gets_a_BYE_of_its_dialog_by_its_route_with_a_number_above_all_before()
    {
        await using var rig = await SipRig.StartAsync();

        var hangUp = HangUpAsync(rig, reason: "Q.850;cause=41");
        var bye = await NextAsync(rig);

        Assert.StartsWith("BYE sip:caller@198.51.100.9:5080 SIP/2.0", bye.Text, StringComparison.Ordinal);
        Assert.Equal(
            (Left.Local, Left.Remote, Left.CallId, "41 BYE", "<sip:198.51.100.7:5060;lr>", "Q.850;cause=41"),
            (SipText.Header(bye.Text, "From"), SipText.Header(bye.Text, "To"), SipText.Header(bye.Text, "Call-ID"), SipText.Header(bye.Text, "CSeq"),
                SipText.Header(bye.Text, "Route"), SipText.Header(bye.Text, "Reason")));
        rig.Wire.Receive(SipText.Response(bye.Text, 200));
        Assert.Equal(200, (await hangUp).Response!.StatusCode);
        Assert.Equal(0, rig.Endpoint.Dialogs.Count);
    }

    [Fact]
    public async Task A_challenge_is_answered()
    {
        await using var rig = await SipRig.StartAsync();

        var hangUp = HangUpAsync(rig, new SipCredentials("gateway", "secret"));
        rig.Wire.Receive(SipText.Response((await NextAsync(rig)).Text, 401, extra: "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256"));
        var again = await NextAsync(rig);

        Assert.Equal("42 BYE", SipText.Header(again.Text, "CSeq"));
        Assert.Contains("nonce=\"n\"", SipText.Header(again.Text, "Authorization"), StringComparison.Ordinal);
        rig.Wire.Receive(SipText.Response(again.Text, 200));
        Assert.Equal(200, (await hangUp).Response!.StatusCode);
    }

    [Fact]
    public async Task Over_a_stream_a_new_connection_is_made()
    {
        await using var rig = await SipRig.StartAsync(kind: SipTransportKind.Tcp);

        var hangUp = HangUpAsync(rig, kind: SipTransportKind.Tcp, routes: ["<sip:198.51.100.7:5060;transport=tcp;lr>"]);
        var bye = await NextAsync(rig);

        Assert.Equal(1, rig.Wire.Connects);
        rig.Wire.Receive(SipText.Response(bye.Text, 481));
        Assert.Equal(481, (await hangUp).Response!.StatusCode);
    }

    [Fact]
    public async Task Who_does_not_answer_is_given_up()
    {
        await using var rig = await SipRig.StartAsync();

        var hangUp = HangUpAsync(rig);
        await NextAsync(rig);
        rig.Advance(32);
        rig.Advance(1);

        Assert.Equal(ClientTransactionEventKind.Timeout, (await hangUp).Kind);
    }

    private static Task<ClientTransactionEvent> HangUpAsync(
        SipRig rig, SipCredentials? credentials = null, string? reason = null, SipTransportKind kind = SipTransportKind.Udp, string[]? routes = null) =>
        AbandonedDialog.HangUpAsync(
            rig.Endpoint.Dialogs, Left with { Routes = routes ?? Left.Routes }, new SipDestination(kind, IPEndPoint.Parse("198.51.100.7:5060")),
            credentials: credentials, reason: reason);

    private static Task<LoopbackMessage> NextAsync(SipRig rig) => rig.Wire.TakeAsync(TestContext.Current.CancellationToken);
}
