using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Realtime.Sip;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>The carrier's side of a trunk: a caller who is connected to the agent, and a human's phone that can be called.</summary>
internal sealed class CarrierDouble : IAsyncDisposable
{
    public const string HumanSays =
        "v=0\r\no=human 77 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 50000 RTP/SAVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
        + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n";

    public const string Ada = "\"Ada\" <sip:+15550199@127.0.0.1>";

    private readonly SipEndpoint _endpoint;
    private readonly ConcurrentQueue<SipRequest> _refers = new();
    private readonly ConcurrentQueue<string> _offers = new();
    private readonly TaskCompletionSource<UasCall> _human = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CarrierDouble()
    {
        _endpoint = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = [new SipListenerOptions { Kind = SipTransportKind.Udp, Address = new IPEndPoint(IPAddress.Loopback, 0) }],
            DialogMethods = [SipMethod.Bye, SipMethod.Refer, SipMethod.Notify],
        });
        _endpoint.OnInvite((_, invite, _) => RingAsync(invite));
    }

    public IPEndPoint EndPoint => _endpoint.Listeners[0].LocalEndPoint;

    /// <summary>What the human's phone does.</summary>
    public Action<UasCall> Phone { get; set; } = static human =>
    {
        human.Ring();
        human.Answer(SipBody.Sdp(HumanSays));
    };

    /// <summary>What becomes of a REFER to the caller; null: 405.</summary>
    public Func<SipCall, Task>? Refer { get; set; }

    /// <summary>The caller, once connected.</summary>
    public UacCall Caller { get; private set; } = null!;

    /// <summary>The call to the human, once it came.</summary>
    public Task<UasCall> Human => _human.Task.WaitAsync(GatewayScenario.Patience);

    public bool WasHumanCalled => _human.Task.IsCompleted;

    public IReadOnlyList<SipRequest> Refers => [.. _refers];

    /// <summary>Session descriptions that the caller was offered in the call.</summary>
    public IReadOnlyList<string> Offers => [.. _offers];

    public static async Task<CarrierDouble> StartAsync()
    {
        var carrier = new CarrierDouble();
        await carrier._endpoint.StartAsync();
        return carrier;
    }

    /// <summary>Gateway settings that make this the carrier behind its trunk.</summary>
    public Dictionary<string, string?> Settings(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Trunks:carrier:Peers:0:Uri"] = $"sip:127.0.0.1:{EndPoint.Port};transport=udp",
            ["Trunks:carrier:Transfer:NotifyTimeoutMs"] = "2000",
            ["Trunks:carrier:Transfer:BriefHeader"] = "X-Transfer-Summary",
        };
        foreach (var (key, value) in more)
        {
            settings[$"Trunks:carrier:Transfer:{key}"] = value;
        }

        return settings;
    }

    /// <summary>The caller is connected to the agent.</summary>
    public async Task CallAsync(GatewayScenario scenario, string from = Ada)
    {
        Caller = await UacCall.InviteAsync(_endpoint.Dialogs, new UacInvite
        {
            Uri = SipUri.Parse("sip:+15550100@127.0.0.1"),
            From = NameAddress.Parse(from),
            Destination = new SipDestination(SipTransportKind.Udp, scenario.Sip),
            Body = SipBody.Sdp(TrunkCaller.SrtpOffer),
        });
        Caller.OnRequest = OnCallersRequest;
        if (!Caller.IsAnswered)
        {
            throw new InvalidOperationException($"The call was not answered: {Caller.Outcome.Response?.StatusCode}");
        }
    }

    /// <summary>Accepts a REFER and reports these, one after the other.</summary>
    public static Func<SipCall, Task> Reports(params int[] statuses) => async caller =>
    {
        foreach (var status in statuses)
        {
            var state = status < 200 ? "active;expires=60" : "terminated;reason=noresource";
            await caller.SendAsync(
                SipMethod.Notify,
                new SipBody(Encoding.ASCII.GetBytes($"SIP/2.0 {status} Reported\r\n"), "message/sipfrag;version=2.0"),
                [new SipHeader(SipHeaderId.Event, "refer"), new SipHeader(SipHeaderId.SubscriptionState, state)]);
        }
    };

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    private bool OnCallersRequest(ServerTransaction transaction)
    {
        if (transaction.Method == SipMethod.Invite)
        {
            _offers.Enqueue(Encoding.ASCII.GetString(transaction.Request.Body.Span));
            return false;
        }

        if (transaction.Method != SipMethod.Refer)
        {
            return false;
        }

        _refers.Enqueue((SipRequest)SipParser.Parse(transaction.Request.ToBytes()).Message!);
        transaction.Respond(Refer is null ? 405 : 202);
        _ = Refer?.Invoke(Caller);
        return true;
    }

    private async Task RingAsync(InviteServerTransaction invite)
    {
        if (UasCall.Accept(_endpoint.Dialogs, invite) is { } human)
        {
            _human.TrySetResult(human);
            Phone(human);
            await human.Ended;
        }
    }
}
