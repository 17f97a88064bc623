using System.Net;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Conversation;
using Realtime.Simulator.Media;
using Realtime.Sip.Messages;

namespace Realtime.Simulator.Sip;

/// <summary>The SIP side of one call: what its INVITE said, its media while it is active, and its dialog once it is answered.</summary>
internal sealed class SipLeg(SipRequest invite, AudioAnswer answer, TimeProvider time) : ICallLeg, IAsyncDisposable
{
    private readonly string _sipCallId = invite.CallId;
    private volatile RtpSession? _rtp;
    private volatile CallerEar? _ear;
    private volatile SipDialog? _dialog;

    public string Kind => "sip";

    public string? SipCallId => _sipCallId;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = [.. invite.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))];

    public MediaSecurity? Security => answer.Path.Security;

    public bool Hears => answer.Path.Hears;

    public bool Sends => answer.Path.Sends;

    public RtpCounters Rtp => _rtp?.Counters ?? default;

    public TimeSpan SpeechHeard => _ear?.SpeechHeard ?? TimeSpan.Zero;

    /// <summary>The answer to the last offer; the same for every re-INVITE.</summary>
    public string? LocalSdp { get; private set; }

    /// <summary>Opens the media port and makes the answer.</summary>
    public string OpenMedia(IPAddress listenAddress, IPAddress mediaAddress)
    {
        _rtp = new RtpSession(listenAddress, time);
        return LocalSdp = answer.Write(new IPEndPoint(mediaAddress, _rtp.LocalEndPoint.Port));
    }

    /// <summary>Begins to speak and to listen.</summary>
    public void StartMedia(ModelSession session)
    {
        _ear = new CallerEar(session, time);
        _rtp!.Start(answer.Path, session.Playout, _ear);
    }

    /// <summary>From now on the call can be ended and referred.</summary>
    public void Use(SipDialog dialog) => _dialog = dialog;

    public async ValueTask DisposeAsync()
    {
        _ear?.Dispose();
        if (_rtp is { } rtp)
        {
            await rtp.DisposeAsync();
        }
    }

    public async Task<bool> ReferAsync(string target) => _dialog is { } dialog && SipUri.TryParse(target, out _) && await dialog.ReferAsync(target);

    public async Task HangUpAsync()
    {
        if (_dialog is { } dialog)
        {
            await dialog.HangUpAsync();
        }
    }
}
