using Realtime.Simulator.Media;

namespace Realtime.Simulator.Calls;

/// <summary>The way by which a call's caller is reached: SIP, or nothing for calls that are made by REST alone.</summary>
internal interface ICallLeg
{
    /// <summary><c>sip</c> or <c>webrtc</c> or <c>pretend</c>.</summary>
    string Kind { get; }

    /// <summary>The SIP Call-ID; null without SIP.</summary>
    string? SipCallId { get; }

    /// <summary>The headers that the webhook shows.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>What the SDP agreed on; null when unknown.</summary>
    MediaSecurity? Security { get; }

    /// <summary>Whether the caller is heard; otherwise it speaks by the script.</summary>
    bool Hears { get; }

    /// <summary>Whether the model's voice is sent.</summary>
    bool Sends { get; }

    /// <summary>RTP so far.</summary>
    RtpCounters Rtp { get; }

    /// <summary>Speech of the caller so far.</summary>
    TimeSpan SpeechHeard { get; }

    /// <summary>Asks the caller's side to go elsewhere; false when this leg cannot.</summary>
    Task<bool> ReferAsync(string target);

    /// <summary>Ends the leg of an active call.</summary>
    Task HangUpAsync();
}
