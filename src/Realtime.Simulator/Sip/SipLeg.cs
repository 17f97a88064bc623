using System.Net;
using System.Text;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Conversation;
using Realtime.Simulator.Media;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;

namespace Realtime.Simulator.Sip;

/// <summary>The SIP side of one call: what its INVITE said, its media while it is active, and its dialog once it is answered.</summary>
internal sealed class SipLeg(SipRequest invite, AudioAnswer answer, TimeProvider time) : ICallLeg, IAsyncDisposable
{
    private readonly string _sipCallId = invite.CallId;
    private AudioAnswer _answer = answer;
    private IPEndPoint? _local;
    private string? _offer = invite.TryGetBody(SipMessage.SdpMediaType, out var sdp) ? Encoding.UTF8.GetString(sdp.Span) : null;
    private volatile RtpSession? _rtp;
    private volatile CallerEar? _ear;
    private volatile SipCall? _call;

    public string Kind => "sip";

    public string? SipCallId => _sipCallId;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = [.. invite.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))];

    public MediaSecurity? Security => _answer.Path.Security;

    public bool Hears => _answer.Path.Hears;

    public bool Sends => _answer.Path.Sends;

    /// <summary>Our session description in force.</summary>
    public string LocalSdp { get; private set; } = "";

    public RtpCounters Rtp => _rtp?.Counters ?? default;

    public TimeSpan SpeechHeard => _ear?.SpeechHeard ?? TimeSpan.Zero;

    /// <summary>Opens the media port and makes the answer.</summary>
    public string OpenMedia(IPAddress listenAddress, IPAddress mediaAddress)
    {
        _rtp = new RtpSession(listenAddress, time);
        _local = new IPEndPoint(mediaAddress, _rtp.LocalEndPoint.Port);
        return LocalSdp = _answer.Write(_local);
    }

    /// <summary>A new offer within the call: media goes where it says from now on. False when it cannot be answered; the same offer again changes nothing.</summary>
    public bool TryRetarget(string offer, bool plainWorks)
    {
        if (offer == _offer)
        {
            return true;
        }

        if (_rtp is not { } rtp || _local is null || AudioAnswer.TryMake(offer, plainWorks) is not { } changed)
        {
            return false;
        }

        (_answer, _offer, LocalSdp) = (changed, offer, changed.Write(_local));
        rtp.Retarget(changed.Path);
        return true;
    }

    /// <summary>Begins to speak and to listen.</summary>
    public void StartMedia(ModelSession session)
    {
        _ear = new CallerEar(session, time);
        _rtp!.Start(_answer.Path, session.Playout, _ear);
    }

    /// <summary>From now on the call can be ended and referred.</summary>
    public void Use(SipCall call) => _call = call;

    public async ValueTask DisposeAsync()
    {
        _ear?.Dispose();
        if (_rtp is { } rtp)
        {
            await rtp.DisposeAsync();
        }
    }

    public Task<bool> ReferAsync(string target)
    {
        if (_call is not { Ended.IsCompleted: false } call || !SipUri.TryParse(target, out _))
        {
            return Task.FromResult(false);
        }

        // Its outcome is reported to nobody, as live.
        _ = call.SendAsync(SipMethod.Refer, headers: [new SipHeader(SipHeaderId.ReferTo, $"<{target}>")]);
        return Task.FromResult(true);
    }

    public Task HangUpAsync() => _call?.HangUpAsync() ?? Task.CompletedTask;
}
