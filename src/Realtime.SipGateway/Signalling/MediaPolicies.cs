namespace Realtime.SipGateway.Signalling;

/// <summary>What a trunk's offer must be (<c>DESIGN.md</c> §6.1).</summary>
public static class MediaPolicies
{
    public const string RequireSrtp = "require-srtp";

    public const string AllowRtp = "allow-rtp";

    /// <summary>Any audio: a relay (section <c>Rtpengine</c>) stands between and speaks SDES-SRTP with OpenAI.</summary>
    public const string Rtpengine = "rtpengine";
}
