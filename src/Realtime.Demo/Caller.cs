using System.Net;
using System.Text;
using Realtime.Simulator;
using Realtime.Simulator.Media;
using Realtime.Sip;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Demo;

/// <summary>A person with a phone: dials, speaks recorded sentences over SRTP, each when the agent has finished, and listens until the other side hangs up.</summary>
internal sealed class Caller : IAsyncDisposable
{
    /// <summary>Shorter pauses are within the agent's speech.</summary>
    private static readonly TimeSpan TurnPause = TimeSpan.FromMilliseconds(1_000);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly IPEndPoint _gateway;
    private readonly TimeProvider _time;
    private readonly MediaEndpoint _media;
    private readonly SipEndpoint _sip;

    public Caller(int gatewayPort, TimeProvider time)
    {
        _gateway = new IPEndPoint(IPAddress.Loopback, gatewayPort);
        _time = time;
        _media = new MediaEndpoint(IPAddress.Loopback, time);
        _sip = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = [new SipListenerOptions { Kind = SipTransportKind.Udp, Address = new IPEndPoint(IPAddress.Loopback, 0) }],
            TimeProvider = time,
        });
    }

    public RtpCounters Media => _media.Counters;

    public TimeSpan SpeechHeard => _media.SpeechHeard;

    /// <summary>The whole call, until the other side hangs up.</summary>
    /// <exception cref="DemoException">It was not answered.</exception>
    public async Task CallAsync(CancellationToken cancellationToken)
    {
        await _sip.StartAsync(cancellationToken);
        var call = await UacCall.InviteAsync(
            _sip.Dialogs,
            new UacInvite
            {
                Uri = SipUri.Parse($"sip:{DemoSite.Number}@127.0.0.1:{_gateway.Port}"),
                From = NameAddress.Parse("\"Ada\" <sip:+15550199@127.0.0.1>"),
                Body = SipBody.Sdp(_media.CreateOffer()),
                Destination = new SipDestination(SipTransportKind.Udp, _gateway),
            },
            cancellationToken);
        if (!call.IsAnswered)
        {
            throw new DemoException($"The call was not answered: {call.Outcome.Response?.StatusCode} {call.Outcome.Response?.ReasonPhrase}");
        }

        _media.ReadAnswer(Encoding.ASCII.GetString(call.Outcome.Response!.Body.Span));
        foreach (var sentence in SimulatorRecordings.Caller)
        {
            await ListenAsync(call, cancellationToken);
            _media.Speech.Add(sentence);
        }

        await call.Ended.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _sip.DisposeAsync();
        await _media.DisposeAsync();
    }

    /// <summary>Until the agent has spoken and then paused.</summary>
    private async Task ListenAsync(UacCall call, CancellationToken cancellationToken)
    {
        var before = _media.SpeechHeard;
        var quiet = TimeSpan.Zero;
        while (!call.Ended.IsCompleted && (quiet < TurnPause || _media.SpeechHeard == before))
        {
            await Task.Delay(Step, _time, cancellationToken);
            quiet = _media.IsHearingSpeech || !_media.Speech.IsEmpty ? TimeSpan.Zero : quiet + Step;
        }
    }
}
