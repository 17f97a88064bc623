namespace Realtime.Simulator.Media;

/// <summary>The two codecs spoken here; the value is the static RTP payload type (RFC 3551).</summary>
public enum AudioCodec
{
    /// <summary>G.711 µ-law.</summary>
    Pcmu = 0,

    /// <summary>G.711 A-law.</summary>
    Pcma = 8,
}
