namespace Realtime.Sip.Sdp;

/// <summary>Collects what one section (a media, or the session when there is no media) says.</summary>
internal sealed class SdpMediaBuilder(SdpMedia? media)
{
    private readonly Dictionary<int, SdpCodec> _codecs = [];
    private readonly List<SdpCrypto> _crypto = [];
    private SdpDirection? _direction;
    private bool _hasFingerprint;
    private string? _setup;

    /// <summary>RFC 3551 §6: formats that need no rtpmap.</summary>
    private static readonly Dictionary<int, SdpCodec> Static = new()
    {
        [0] = new SdpCodec(0, "PCMU", 8000, 1),
        [3] = new SdpCodec(3, "GSM", 8000, 1),
        [4] = new SdpCodec(4, "G723", 8000, 1),
        [8] = new SdpCodec(8, "PCMA", 8000, 1),
        [9] = new SdpCodec(9, "G722", 8000, 1),
        [13] = new SdpCodec(13, "CN", 8000, 1),
        [15] = new SdpCodec(15, "G728", 8000, 1),
        [18] = new SdpCodec(18, "G729", 8000, 1),
    };

    public SdpConnection? Connection { get; set; }

    public void Read(string name, string[] words)
    {
        switch (name)
        {
            case "sendrecv":
                _direction = SdpDirection.SendReceive;
                break;
            case "sendonly":
                _direction = SdpDirection.SendOnly;
                break;
            case "recvonly":
                _direction = SdpDirection.ReceiveOnly;
                break;
            case "inactive":
                _direction = SdpDirection.Inactive;
                break;
            case "fingerprint":
                _hasFingerprint = true;
                break;
            case "setup" when words.Length > 0:
                _setup = words[0];
                break;
            case "rtpmap" when words.Length >= 2:
                ReadCodec(words[0], words[1]);
                break;
            case "crypto" when words.Length >= 3 && SdpReader.TryParse(words[0], int.MaxValue, out var tag):
                _crypto.Add(new SdpCrypto(tag, words[1]));
                break;
        }
    }

    public SdpMedia Build(SdpMediaBuilder session)
    {
        var built = media ?? throw new InvalidOperationException("The session section is no media.");
        built.Connection = Connection ?? session.Connection;
        built.Direction = _direction ?? session._direction ?? SdpDirection.SendReceive;
        built.Crypto = _crypto;
        built.HasFingerprint = _hasFingerprint || session._hasFingerprint;
        built.Setup = _setup ?? session._setup;
        built.Codecs = CodecsOf(built.Formats);
        return built;
    }

    // <payload type> <name>/<clock>[/<channels>]
    private void ReadCodec(string payload, string mapping)
    {
        var parts = mapping.Split('/');
        if (SdpReader.TryParse(payload, 127, out var type) && parts.Length is 2 or 3 && SdpReader.TryParse(parts[1], int.MaxValue, out var clock))
        {
            var channels = parts.Length == 3 && SdpReader.TryParse(parts[2], 255, out var count) ? count : 1;
            _codecs[type] = new SdpCodec(type, parts[0], clock, channels);
        }
    }

    private List<SdpCodec> CodecsOf(IReadOnlyList<string> formats)
    {
        var codecs = new List<SdpCodec>();
        foreach (var format in formats)
        {
            if (SdpReader.TryParse(format, 127, out var type) && (_codecs.GetValueOrDefault(type) ?? Static.GetValueOrDefault(type)) is { } codec)
            {
                codecs.Add(codec);
            }
        }

        return codecs;
    }
}
