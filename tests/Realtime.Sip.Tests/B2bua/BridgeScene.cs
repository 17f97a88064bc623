using System.Net;
using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>A call that is up, and a third party on the caller's network: the test speaks for all three.</summary>
internal sealed class BridgeScene : IAsyncDisposable
{
    public const string HumanSays = "v=0\r\no=pbx 900 7 IN IP4 198.51.100.20\r\ns=-\r\nc=IN IP4 198.51.100.20\r\nt=0 0\r\nm=audio 7000 RTP/SAVP 0\r\n";

    /// <summary><see cref="HumanSays"/> as the caller has to see it: the vendor's session, one version on.</summary>
    public const string HumanToCaller = "v=0\r\no=- 5 2 IN IP4 203.0.113.9\r\ns=-\r\nc=IN IP4 198.51.100.20\r\nt=0 0\r\nm=audio 7000 RTP/SAVP 0\r\n";

    public static readonly IPEndPoint Human = IPEndPoint.Parse("198.51.100.20:5060");

    private readonly CancellationTokenSource _abandon = new();

    private readonly List<LoopbackMessage> _heard = [];
    private readonly HashSet<string> _seen = [];

    private BridgeScene(B2buaRig rig) => Rig = rig;

    public B2buaRig Rig { get; }

    public List<int> Progress { get; } = [];

    public LoopbackMessage Invite { get; private set; } = null!;

    public Task<B2buaBridgeResult> Bridging { get; private set; } = null!;

    /// <summary>The human's network has the INVITE.</summary>
    public static async Task<BridgeScene> StartAsync(
        B2buaBridgeFlow flow = B2buaBridgeFlow.CachedOffer, NameAddress? from = null, Func<B2buaTarget, B2buaTarget>? adjust = null)
    {
        var scene = new BridgeScene(await B2buaRig.InCallAsync());
        var request = scene.Request(flow, from);
        request = request with { Target = adjust?.Invoke(request.Target) ?? request.Target };
        scene.Bridging = scene.Rig.Call.BridgeAsync(request, scene._abandon.Token);
        scene.Invite = scene.ExpectHuman("INVITE");
        return scene;
    }

    public B2buaBridgeRequest Request(B2buaBridgeFlow flow = B2buaBridgeFlow.CachedOffer, NameAddress? from = null) => new()
    {
        Target = new B2buaTarget
        {
            Uri = SipUri.Parse("sip:+493012345@carrier.example.net;user=phone"),
            Destination = new SipDestination(SipTransportKind.Udp, Human),
            From = from,
            Headers = [new SipHeader("X-Brief", "wants a refund")],
        },
        Flow = flow,
        AnswerTimeout = TimeSpan.FromSeconds(20),
        OnProgress = Progress.Add,
    };

    public void Abandon() => _abandon.Cancel();

    public LoopbackMessage ExpectHuman(string what) => Expect(Human, what);

    public LoopbackMessage ExpectCaller(string what) => Expect(LoopbackTransport.Peer, what);

    public void HumanAnswers(int status, string? body = null, LoopbackMessage? request = null, string? extra = null) => Rig.Caller.Receive(
        SipText.Response(
            (request ?? Invite).Text, status, toTag: status == 100 ? null : "human",
            extra: "Contact: <sip:agent7@198.51.100.20:5060>" + (body is null ? "" : "\nContent-Type: application/sdp") + (extra is null ? "" : "\n" + extra), body: body),
        Human);

    /// <summary>The INVITE went again.</summary>
    public LoopbackMessage InvitedAgain() => Invite = ExpectHuman("INVITE");

    public void HumanSaysBye() => Rig.Caller.Receive(
        SipText.Wire($"""
            BYE sip:192.0.2.1:5060 SIP/2.0
            Via: SIP/2.0/UDP 198.51.100.20:5060;branch=z9hG4bK-h-bye
            Max-Forwards: 70
            From: {SipText.Header(Invite.Text, "To")};tag=human
            To: {SipText.Header(Invite.Text, "From")}
            Call-ID: {SipText.Header(Invite.Text, "Call-ID")}
            CSeq: 77 BYE
            """.ReplaceLineEndings("\r\n") + "\r\n\r\n"),
        Human);

    /// <summary>The human has answered and the caller is asked to follow.</summary>
    public LoopbackMessage Answered(string body = HumanSays)
    {
        HumanAnswers(200, body);
        if (!SipText.Body(Invite.Text).Equals("", StringComparison.Ordinal))
        {
            ExpectHuman("ACK");
        }

        return ExpectCaller("INVITE");
    }

    /// <summary>The caller follows with the media that it always had.</summary>
    public async Task ConnectAsync()
    {
        Rig.CallerAnswers(Answered(), 200, B2buaRig.Offer);
        ExpectCaller("ACK");
        await ExpectAsync(B2buaBridgeStatus.Connected, 200);
        Rig.VendorAnswers(Rig.ExpectTarget("BYE"), 200);
        ExpectSilence();
    }

    public async Task ExpectAsync(B2buaBridgeStatus status, int code = 0)
    {
        var result = await Bridging.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((status, code), (result.Status, result.StatusCode));
    }

    /// <summary>The two at one transport are told apart, in the order of each; repeats are left out.</summary>
    private LoopbackMessage Expect(IPEndPoint who, string what)
    {
        Collect();
        var message = _heard.Find(one => one.Flow.Remote.Equals(who));
        Assert.True(message is not null, $"{what} was expected, nothing was sent.");
        _heard.Remove(message);
        Assert.Equal(what, message.Status == 0 ? message.Method : $"{message.Status} {message.Method}");
        return message;
    }

    private void Collect()
    {
        while (!Rig.Caller.IsSilent)
        {
            var message = Rig.Caller.Take();
            if (_seen.Add(message.Text))
            {
                _heard.Add(message);
            }
        }
    }

    /// <summary>Caller and vendor are connected as before, and the caller can hang up both.</summary>
    public async Task ExpectAgentStaysAsync()
    {
        ExpectSilence();
        Assert.False(Rig.Call.IsBridging);
        Rig.CallerSays("BYE", 9);
        ExpectCaller("200 BYE");
        Rig.VendorAnswers(Rig.ExpectTarget("BYE"), 200);
        await Rig.ExpectEndAsync(B2buaCause.CallerHungUp, B2buaPhase.InCall, 200);
    }

    /// <summary>Nothing is left to be heard but repeats.</summary>
    public void ExpectSilence()
    {
        Collect();
        Assert.Empty(_heard);
        Rig.ExpectSilence();
    }

    public async ValueTask DisposeAsync()
    {
        _abandon.Dispose();
        await Rig.DisposeAsync();
    }
}
