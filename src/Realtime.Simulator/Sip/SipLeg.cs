using System.Net;
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
    private volatile RtpSession? _rtp;
    private volatile CallerEar? _ear;
    private volatile SipCall? _call;

    public string Kind => "sip";

    public string? SipCallId => _sipCallId;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = [.. invite.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))];

    public MediaSecurity? Security => answer.Path.Security;

    public bool Hears => answer.Path.Hears;

    public bool Sends => answer.Path.Sends;

    public RtpCounters Rtp => _rtp?.Counters ?? default;

    public TimeSpan SpeechHeard => _ear?.SpeechHeard ?? TimeSpan.Zero;

    /// <summary>Opens the media port and makes the answer.</summary>
    public string OpenMedia(IPAddress listenAddress, IPAddress mediaAddress)
    {
        _rtp = new RtpSession(listenAddress, time);
        return answer.Write(new IPEndPoint(mediaAddress, _rtp.LocalEndPoint.Port));
    }

    /// <summary>Begins to speak and to listen.</summary>
    public void StartMedia(ModelSession session)
    {
        _ear = new CallerEar(session, time);
        _rtp!.Start(answer.Path, session.Playout, _ear);
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
