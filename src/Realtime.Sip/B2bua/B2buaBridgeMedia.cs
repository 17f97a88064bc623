using System.Text;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Sdp;

namespace Realtime.Sip.B2bua;

/// <summary>Whether two ends can have each other's media: a read-only look, for we carry none and cannot translate.</summary>
internal static class B2buaBridgeMedia
{
    /// <summary>What keeps the caller from this target's media; null when nothing does.</summary>
    public static string? FaultOf(SipBody caller, SipBody target)
    {
        if (!SessionDescription.TryParse(target.Bytes, out var theirs) || theirs.Audio is not { } audio)
        {
            return "the target has no audio for the caller";
        }

        if (!SessionDescription.TryParse(caller.Bytes, out var callers) || callers.Audio is not { } callersAudio)
        {
            return "the caller's media is not known";
        }

        if (audio.IsSecureProfile != callersAudio.IsSecureProfile || audio.HasFingerprint != callersAudio.HasFingerprint)
        {
            return $"{Kind(audio)} of the target against {Kind(callersAudio)} of the caller";
        }

        return theirs.Media.Count < callers.Media.Count ? "the target's description has fewer media lines than the caller's" : null;
    }

    /// <summary>An answer that takes none of the offered media: a 2xx with an offer wants one, even when BYE follows (RFC 3261 §13.2.2.4).</summary>
    public static SipBody RejectAll(SipBody offer)
    {
        if (!SessionDescription.TryParse(offer.Bytes, out var description))
        {
            return default;
        }

        var answer = new StringBuilder("v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n");
        foreach (var media in description.Media)
        {
            answer.Append("m=").Append(media.Type).Append(" 0 ").Append(media.Protocol).Append(' ').AppendJoin(' ', media.Formats).Append("\r\n");
        }

        return new SipBody(Encoding.ASCII.GetBytes(answer.ToString()), SipMessage.SdpMediaType);
    }

    private static string Kind(SdpMedia audio) => audio.HasFingerprint ? "DTLS-SRTP" : audio.IsSecureProfile ? "SRTP" : "RTP";
}
