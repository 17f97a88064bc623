namespace Realtime.Sip.Sdp;

/// <summary>One RTP format of a media line: from <c>a=rtpmap</c>, or from the static assignments of RFC 3551.</summary>
public sealed record SdpCodec(int PayloadType, string Name, int ClockRate, int Channels);
