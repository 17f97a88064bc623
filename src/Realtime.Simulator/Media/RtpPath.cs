using System.Net;

namespace Realtime.Simulator.Media;

/// <summary>What an offer and its answer agreed on: where to send, in which codec, with which keys.</summary>
public sealed record RtpPath(IPEndPoint Remote, AudioCodec Codec)
{
    /// <summary>Payload type of telephone-event (RFC 4733); null when it was not agreed.</summary>
    public byte? DigitPayloadType { get; init; }

    /// <summary>Key for what we send; null for plain RTP.</summary>
    public SdesCrypto? SendKey { get; init; }

    /// <summary>Key for what we receive; null for plain RTP.</summary>
    public SdesCrypto? ReceiveKey { get; init; }

    /// <summary>False sends nothing at all, not even silence.</summary>
    public bool Sends { get; init; } = true;

    /// <summary>False counts what comes and hears none of it.</summary>
    public bool Hears { get; init; } = true;

    /// <summary>SRTP when there are keys.</summary>
    public MediaSecurity Security => SendKey is null ? MediaSecurity.Rtp : MediaSecurity.Srtp;
}
