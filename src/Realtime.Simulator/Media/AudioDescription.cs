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
        IPAddress? host = null;
        var port = -1;
        foreach (var line in sdp.Split('\n').Take(MaximumLines).Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith("m=", StringComparison.Ordinal))
            {
                if (port >= 0)
                {
                    break;
                }

                port = line.StartsWith("m=audio ", StringComparison.Ordinal) ? description.ReadMedia(line) : port;
            }
            else if (line.StartsWith("c=", StringComparison.Ordinal))
            {
                host = IPAddress.TryParse(line.Split(' ')[^1].Split('/')[0], out var parsed) ? parsed : host;
            }
            else if (line.StartsWith("a=fingerprint:", StringComparison.Ordinal))
            {
                description.HasFingerprint = true;
            }
            else if (port >= 0)
            {
                description.ReadAttribute(line);
            }
        }

        description.Address = host is not null && port > 0 ? new IPEndPoint(host, port) : null;
        return description.Address is not null;
    }

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
        if (line.StartsWith(RtpMap, StringComparison.Ordinal) && line.Split(' ', 2) is [var head, var map])
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
