using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Realtime.Simulator.Media;

/// <summary>Writes the SDP of a telephone call with one audio line.</summary>
public static class AudioSdp
{
    /// <summary>Payload type that telephones usually give telephone-event.</summary>
    public const byte UsualDigitPayloadType = 101;

    /// <summary>Writes a body; <c>RTP/SAVP</c> when there is a key, <c>RTP/AVP</c> otherwise.</summary>
    public static string Write(
        string sessionName, IPEndPoint address, IReadOnlyList<AudioCodec> codecs, byte? digitPayloadType, SdesCrypto? crypto, long sessionId)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(codecs);
        var family = address.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        var types = string.Join(' ', codecs.Select(codec => ((byte)codec).ToString(CultureInfo.InvariantCulture))
            .Concat(digitPayloadType is { } digit ? [digit.ToString(CultureInfo.InvariantCulture)] : []));
        var sdp = new StringBuilder();
        Line(sdp, $"v=0");
        Line(sdp, $"o=- {sessionId} 1 IN {family} {address.Address}");
        Line(sdp, $"s={sessionName}");
        Line(sdp, $"c=IN {family} {address.Address}");
        Line(sdp, $"t=0 0");
        Line(sdp, $"m=audio {address.Port} {(crypto is null ? "RTP/AVP" : "RTP/SAVP")} {types}");
        foreach (var codec in codecs)
        {
            Line(sdp, $"a=rtpmap:{(byte)codec} {(codec == AudioCodec.Pcmu ? "PCMU" : "PCMA")}/8000");
        }

        if (digitPayloadType is { } events)
        {
            Line(sdp, $"a=rtpmap:{events} telephone-event/8000");
            Line(sdp, $"a=fmtp:{events} 0-16");
        }

        if (crypto is not null)
        {
            Line(sdp, $"a=crypto:{crypto.ToAttributeValue()}");
        }

        Line(sdp, $"a=ptime:20");
        Line(sdp, $"a=sendrecv");
        return sdp.ToString();
    }

    private static void Line(StringBuilder sdp, FormattableString line) => sdp.Append(FormattableString.Invariant(line)).Append("\r\n");
}
