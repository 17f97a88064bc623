using System.Globalization;
using System.Net;

namespace Realtime.Simulator.Media;

/// <summary>The first audio line of an SDP body, as far as a telephone call over RTP needs it (RFC 8866, 3264, 4568, 4733).</summary>
public sealed class AudioDescription
{
    /// <summary>Lines that are read at most; a telephone's SDP has twenty.</summary>
    private const int MaximumLines = 500;

    private readonly Dictionary<byte, string> _rtpMaps = [];

    private AudioDescription()
    {
    }

    /// <summary>Where media is wanted.</summary>
    public IPEndPoint? Address { get; private set; }

    /// <summary>The transport as written, such as <c>RTP/SAVP</c>.</summary>
    public string Protocol { get; private set; } = string.Empty;

    /// <summary>Payload types in the order of preference.</summary>
    public IReadOnlyList<byte> PayloadTypes { get; private set; } = [];

    /// <summary>The usable <c>a=crypto</c> lines.</summary>
    public IReadOnlyList<SdesCrypto> Cryptos { get; private set; } = [];

    /// <summary>The media lines before and after the audio line: an answer refuses each of them in its place.</summary>
    public (IReadOnlyList<string> Before, IReadOnlyList<string> After) OtherMedia { get; private set; } = ([], []);

    /// <summary>True when the line wants DTLS-SRTP.</summary>
    public bool HasFingerprint { get; private set; }

    /// <summary>True for the two SRTP profiles with keys in the SDP.</summary>
    public bool IsSavp => Protocol is "RTP/SAVP" or "RTP/SAVPF";

    /// <summary>The codec preferred among those spoken here: PCMU if it is there at all.</summary>
    public AudioCodec? Codec =>
        PayloadTypes.Contains((byte)AudioCodec.Pcmu) ? AudioCodec.Pcmu
        : PayloadTypes.Contains((byte)AudioCodec.Pcma) ? AudioCodec.Pcma
        : null;

    /// <summary>Payload type of telephone-event at 8 kHz.</summary>
    public byte? DigitPayloadType => PayloadTypes
        .Where(type => _rtpMaps.GetValueOrDefault(type)?.StartsWith("telephone-event/8000", StringComparison.OrdinalIgnoreCase) ?? false)
        .Select(type => (byte?)type).FirstOrDefault();

    /// <summary>Reads a body; false when it has no audio line with an address.</summary>
    public static bool TryParse(string sdp, out AudioDescription description)
    {
        ArgumentNullException.ThrowIfNull(sdp);
        description = new AudioDescription();
        var lines = sdp.Split('\n').Take(MaximumLines).Select(line => line.TrimEnd('\r')).ToList();
        var media = lines.Select((line, at) => (Line: line, At: at)).Where(one => one.Line.StartsWith("m=", StringComparison.Ordinal)).ToList();
        var audio = media.FindIndex(one => one.Line.StartsWith("m=audio ", StringComparison.Ordinal));
        if (audio < 0)
        {
            return false;
        }

        var end = audio + 1 < media.Count ? media[audio + 1].At : lines.Count;
        var sessionPart = lines.Take(media[0].At);
        var audioPart = lines.Skip(media[audio].At).Take(end - media[audio].At).ToList();
        description.OtherMedia = ([.. media.Take(audio).Select(one => one.Line)], [.. media.Skip(audio + 1).Select(one => one.Line)]);
        var port = description.ReadMedia(audioPart[0]);
        foreach (var line in sessionPart.Concat(audioPart))
        {
            description.ReadAttribute(line);
        }

        var host = ReadHost(audioPart) ?? ReadHost(sessionPart);
        description.Address = host is not null && port > 0 ? new IPEndPoint(host, port) : null;
        return description.Address is not null;
    }

    private static IPAddress? ReadHost(IEnumerable<string> lines) => lines
        .Where(line => line.StartsWith("c=", StringComparison.Ordinal))
        .Select(line => IPAddress.TryParse(line.Split(' ')[^1].Split('/')[0], out var host) ? host : null)
        .FirstOrDefault();

    private int ReadMedia(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 4 || !ushort.TryParse(parts[1].Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return -1;
        }

        Protocol = parts[2];
        PayloadTypes = [.. parts.Skip(3).Select(ParsePayloadType).OfType<byte>()];
        return port;
    }

    private void ReadAttribute(string line)
    {
        const string RtpMap = "a=rtpmap:";
        const string Crypto = "a=crypto:";
        if (line.StartsWith("a=fingerprint:", StringComparison.Ordinal))
        {
            HasFingerprint = true;
        }
        else if (line.StartsWith(RtpMap, StringComparison.Ordinal) && line.Split(' ', 2) is [var head, var map])
        {
            if (ParsePayloadType(head[RtpMap.Length..]) is { } type)
            {
                _rtpMaps[type] = map;
            }
        }
        else if (line.StartsWith(Crypto, StringComparison.Ordinal) && SdesCrypto.TryParse(line.AsSpan(Crypto.Length), out var crypto))
        {
            Cryptos = [.. Cryptos, crypto!];
        }
    }

    private static byte? ParsePayloadType(string text) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var type) && type < 128 ? type : null;
}
