namespace Realtime.Simulator.Media;

/// <summary>How the media of a call is protected.</summary>
public enum MediaSecurity
{
    /// <summary>Plain RTP.</summary>
    Rtp,

    /// <summary>SRTP with keys in the SDP (RFC 4568).</summary>
    Srtp,
}
