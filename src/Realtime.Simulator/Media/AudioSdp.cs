using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Realtime.Simulator.Media;

/// <summary>Writes the SDP of a telephone call with one audio line.</summary>
public static class AudioSdp
{
    /// <summary>Payload type that telephones usually give telephone-event.</summary>
    public const byte UsualDigitPayloadType = 101;

    /// <summary>Writes a body.</summary>
    public static string Write(AudioLine audio)
    {
        ArgumentNullException.ThrowIfNull(audio);
        var address = audio.Address;
        var family = address.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        var sdp = new StringBuilder();
        Line(sdp, $"v=0");
        Line(sdp, $"o=- {audio.SessionId} 1 IN {family} {address.Address}");
        Line(sdp, $"s={audio.SessionName}");
        Line(sdp, $"c=IN {family} {address.Address}");
        Line(sdp, $"t=0 0");
        Refuse(sdp, audio.RefusedBefore);
        WriteAudio(sdp, audio);
        Refuse(sdp, audio.RefusedAfter);
        return sdp.ToString();
    }

    private static void WriteAudio(StringBuilder sdp, AudioLine audio)
    {
        var types = audio.Codecs.Select(codec => (byte)codec).Concat(audio.DigitPayloadType is { } digit ? [digit] : [])
            .Select(type => type.ToString(CultureInfo.InvariantCulture));
        var protocol = audio.Protocol ?? (audio.Crypto is null ? "RTP/AVP" : "RTP/SAVP");
        Line(sdp, $"m=audio {audio.Address.Port} {protocol} {string.Join(' ', types)}");
        foreach (var codec in audio.Codecs)
        {
            Line(sdp, $"a=rtpmap:{(byte)codec} {(codec == AudioCodec.Pcmu ? "PCMU" : "PCMA")}/8000");
        }

        if (audio.DigitPayloadType is { } events)
        {
            Line(sdp, $"a=rtpmap:{events} telephone-event/8000");
            Line(sdp, $"a=fmtp:{events} 0-16");
        }

        if (audio.Crypto is not null)
        {
            Line(sdp, $"a=crypto:{audio.Crypto.ToAttributeValue()}");
        }

        Line(sdp, $"a=ptime:20");
        Line(sdp, $"a=sendrecv");
    }

    /// <summary>A refused line keeps its place with port 0 (RFC 3264, section 6).</summary>
    private static void Refuse(StringBuilder sdp, IReadOnlyList<string> offered)
    {
        foreach (var parts in offered.Select(line => line.Split(' ', 3)).Where(parts => parts.Length == 3))
        {
            Line(sdp, $"{parts[0]} 0 {parts[2]}");
        }
    }

    private static void Line(StringBuilder sdp, FormattableString line) => sdp.Append(FormattableString.Invariant(line)).Append("\r\n");
}
