using System.Net;
using System.Text.Json;
using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>
/// A call of two legs over memory, with a clock that stands still: the test is the caller on UDP and the vendor on TLS, and
/// speaks text on both sides.
/// </summary>
internal sealed class B2buaRig : IAsyncDisposable
{
    public const string Offer = "v=0\r\no=- 17 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\n";
    public const string Answer = "v=0\r\no=- 5 1 IN IP4 203.0.113.9\r\ns=OAI\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\nm=audio 6000 RTP/SAVP 0\r\n";

    public static readonly IPEndPoint Vendor = IPEndPoint.Parse("203.0.113.5:5061");

    private readonly List<B2buaCall> _calls = [];

    private B2buaRig(Func<B2buaRig, B2buaCallOptions> options)
    {
        Endpoint = new SipEndpoint(new SipEndpointOptions
        {
            Transports = [Caller, Target],
            Extensions = [SessionExpires.OptionTag, RAck.OptionTag],
            TimeProvider = Time,
            LoggerFactory = Log,
        });
        Endpoint.OnInvite((_, invite, _) =>
        {
            if (B2buaCall.Accept(Endpoint.Dialogs, invite, options(this)) is { } call)
            {
                _calls.Add(call);
            }

            return Task.CompletedTask;
        });
    }

    public ManualTimeProvider Time { get; } = new();

    public RecordingLogger Log { get; } = new();

    public LoopbackTransport Caller { get; } = new(SipTransportKind.Udp, IPEndPoint.Parse("192.0.2.1:5060"));

    public LoopbackTransport Target { get; } = new(SipTransportKind.Tls, IPEndPoint.Parse("192.0.2.1:5061"));

    public SipEndpoint Endpoint { get; }

    public List<B2buaEvent> Events { get; } = [];

    public B2buaCall Call => _calls[^1];

    public int Calls => _calls.Count;

    public B2buaTarget Destination { get; set; } = new()
    {
        Uri = SipUri.Parse("sip:proj_1@sip.example.org:5061;transport=tls"),
        Destination = new SipDestination(SipTransportKind.Tls, Vendor) { TlsHostName = "sip.example.org" },
        Headers = [new SipHeader("X-Gateway-Call", "c-1"), new SipHeader("X-Gateway-Token", "t-1")],
    };

    /// <summary>The INVITE that the vendor got.</summary>
    public LoopbackMessage Invite { get; private set; } = null!;

    /// <summary>The 200 that the caller got.</summary>
    public LoopbackMessage Ok { get; private set; } = null!;

    public Task<DialResult> Dialling { get; private set; } = null!;

    public static async Task<B2buaRig> StartAsync(Func<B2buaRig, B2buaCallOptions>? options = null)
    {
        var rig = new B2buaRig(options ?? (rig => new B2buaCallOptions { Observer = rig.Events.Add }));
        await rig.Endpoint.StartAsync(TestContext.Current.CancellationToken);
        return rig;
    }

    /// <summary>Another process takes the call of <paramref name="other"/> over.</summary>
    public static async Task<B2buaRig> TakenOverAsync(B2buaRig other, B2buaCallOptions? options = null, Func<B2buaSnapshot, B2buaSnapshot>? change = null)
    {
        var snapshot = await other.Call.HandOverAsync() ?? throw new InvalidOperationException("The call cannot be handed over.");
        var text = JsonSerializer.Serialize(change?.Invoke(snapshot) ?? snapshot);
        var rig = new B2buaRig(rig => new B2buaCallOptions()) { Invite = other.Invite, Ok = other.Ok };
        rig._calls.Add(B2buaCall.Restore(
            rig.Endpoint.Dialogs,
            JsonSerializer.Deserialize<B2buaSnapshot>(text)!,
            rig.Destination,
            options ?? new B2buaCallOptions { Observer = rig.Events.Add })!);
        await rig.Endpoint.StartAsync(TestContext.Current.CancellationToken);
        return rig;
    }

    /// <summary>The INVITE is in and its call exists.</summary>
    public static async Task<B2buaRig> InvitedAsync(Func<B2buaRig, B2buaCallOptions>? options = null, string? body = Offer, string? extra = null)
    {
        var rig = await StartAsync(options);
        rig.Caller.Receive(SipText.Request("INVITE", extra: (body is null ? "" : "Content-Type: application/sdp\n") + extra, body: body));
        return rig;
    }

    /// <summary>The vendor has the INVITE.</summary>
    public static async Task<B2buaRig> DialledAsync(Func<B2buaRig, B2buaCallOptions>? options = null, string? body = Offer, string? extra = null)
    {
        var rig = await InvitedAsync(options, body, extra);
        rig.Dial();
        return rig;
    }

    /// <summary>The caller has its 200, and has not acknowledged it.</summary>
    public static async Task<B2buaRig> AnsweredAsync(Func<B2buaRig, B2buaCallOptions>? options = null, string? extra = null, string? allow = null)
    {
        var rig = await DialledAsync(options, extra: extra);
        rig.Answers(allow);
        return rig;
    }

    /// <summary>Both legs are up.</summary>
    public static async Task<B2buaRig> InCallAsync(Func<B2buaRig, B2buaCallOptions>? options = null, string? extra = null, string? allow = null)
    {
        var rig = await DialledAsync(options, extra: extra);
        rig.AnswerAndAcknowledge(allow);
        return rig;
    }

    public void AnswerAndAcknowledge(string? allow = null)
    {
        Answers(allow);
        CallerSays("ACK", 1);
        ExpectTarget("ACK");
    }

    public void Dial(double deadline = 30, CancellationToken? abandon = null)
    {
        Dialling = Call.DialAsync(Destination, TimeSpan.FromSeconds(deadline), abandon ?? TestContext.Current.CancellationToken);
        Invite = ExpectTarget("INVITE");
    }

    /// <summary>200 as the vendor sends it: no Allow, no Supported, no Content-Type, and a Contact that leads nowhere.</summary>
    public void VendorAnswers(string tag = "oai", string? allow = null, string? body = Answer) => Target.Receive(
        SipText.Response(Invite.Text, 200, toTag: tag, extra: $"Contact: <sip:OAI@sip.example.org:5061>\n{(allow is null ? "" : "Allow: " + allow)}", body: body),
        Vendor);

    public void VendorAnswers(int status) => Target.Receive(SipText.Response(Invite.Text, status, toTag: "oai"), Vendor);

    /// <summary>The vendor answers one of our requests inside the dialog.</summary>
    public void VendorAnswers(LoopbackMessage request, int status, string? body = null, string? extra = null, string? toTag = null) => Target.Receive(
        SipText.Response(request.Text, status, toTag, extra, body), Vendor);

    public void CallerAnswers(LoopbackMessage request, int status, string? body = null, string? extra = null) => Caller.Receive(SipText.Response(
        request.Text, status, extra: (body is null ? "" : "Content-Type: application/sdp\nContact: <sip:alice@198.51.100.7:5060>\n") + extra, body: body));

    /// <summary>The caller got this 200 and acknowledges it.</summary>
    public void AcknowledgeAs(LoopbackMessage ok)
    {
        Ok = ok;
        CallerSays("ACK", 1);
    }

    /// <summary>A provisional response of the vendor.</summary>
    public void VendorProgresses(int status, string? body = null, string? extra = null, string tag = "oai") => Target.Receive(
        SipText.Response(Invite.Text, status, tag, "Contact: <sip:OAI@sip.example.org:5061>\n" + (body is null ? "" : "Content-Type: application/sdp\n") + extra, body),
        Vendor);

    /// <summary>The caller acknowledges a reliable provisional response.</summary>
    public void CallerPracks(LoopbackMessage provisional, int cseq, string? rack = null, string? body = null) => Caller.Receive(SipText.Request(
        "PRACK",
        branch: $"z9hG4bK-c-PRACK-{cseq}",
        toTag: SipText.Parameter(SipText.Header(provisional.Text, "To"), "tag"),
        cseq: cseq,
        extra: $"RAck: {rack ?? $"{SipText.Header(provisional.Text, "RSeq")} 1 INVITE"}" + (body is null ? "" : "\nContent-Type: application/sdp"),
        body: body));

    /// <summary>A request of the caller inside its dialog.</summary>
    public void CallerSays(string method, int cseq, string? body = null, string? extra = null, string? branch = null) => Caller.Receive(SipText.Request(
        method,
        branch: branch ?? $"z9hG4bK-c-{method}-{cseq}",
        toTag: SipText.Parameter(SipText.Header(Ok.Text, "To"), "tag"),
        cseq: cseq,
        extra: (body is null ? "" : "Content-Type: application/sdp\n") + extra,
        body: body));

    /// <summary>A request of the vendor inside its dialog.</summary>
    public void VendorSays(string method, int cseq, string? body = null, string? extra = null) => Target.Receive(
        SipText.Wire($"""
            {method} sip:192.0.2.1:5061 SIP/2.0
            Via: SIP/2.0/TLS 203.0.113.5:5061;branch=z9hG4bK-v-{method}-{cseq}
            Max-Forwards: 70
            From: {SipText.Header(Invite.Text, "To")};tag=oai
            To: {SipText.Header(Invite.Text, "From")}
            Call-ID: {SipText.Header(Invite.Text, "Call-ID")}
            CSeq: {cseq} {method}
            {extra ?? "Subject: none"}
            """.ReplaceLineEndings("\r\n") + "\r\n\r\n" + body),
        Vendor);

    public LoopbackMessage ExpectCaller(string what) => Expect(Caller, what);

    public LoopbackMessage ExpectTarget(string what) => Expect(Target, what);

    /// <summary>Both sides hear nothing more.</summary>
    public void ExpectSilence()
    {
        Assert.True(Caller.IsSilent, $"The caller heard more:\n{string.Join("\n", Caller.Sent)}");
        Assert.True(Target.IsSilent, $"The vendor heard more:\n{string.Join("\n", Target.Sent)}");
    }

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public void ForgetSent()
    {
        while (!Caller.IsSilent)
        {
            Caller.Take();
        }

        while (!Target.IsSilent)
        {
            Target.Take();
        }
    }

    /// <summary>Leaves aside repeats until both sides have a BYE.</summary>
    public void ForgetSentUntilBye()
    {
        Assert.Contains(Caller.Sent, message => message.Method == "BYE");
        Assert.Contains(Target.Sent, message => message.Method == "BYE");
        ForgetSent();
    }

    /// <summary>The call ended so, and nothing is left of it.</summary>
    public async Task ExpectEndAsync(B2buaCause cause, B2buaPhase phase, int status)
    {
        var outcome = await Call.Completion.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((cause, phase, status), (outcome.Cause, outcome.Phase, outcome.Status));
        await Call.Settled.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        ExpectSilence();
        Assert.Equal(0, Endpoint.Dialogs.Count);
        Assert.Equal(1, Events.Count(happened => happened.Kind == B2buaEventKind.Ended));
        Assert.DoesNotContain(Log.Lines, line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }

    public ValueTask DisposeAsync() => Endpoint.DisposeAsync();

    private void Answers(string? allow)
    {
        VendorAnswers(allow: allow);
        Ok = ExpectCaller("200 INVITE");
    }

    private static LoopbackMessage Expect(LoopbackTransport wire, string what)
    {
        Assert.False(wire.IsSilent, $"{what} was expected, nothing was sent.");
        var message = wire.Take();
        Assert.Equal(what, message.Status == 0 ? message.Method : $"{message.Status} {message.Method}");
        return message;
    }
}
