namespace Realtime.Sip.Sdp;

/// <summary>One <c>m=</c> section of a session description. What the section leaves out is taken from the session.</summary>
public sealed class SdpMedia
{
    internal SdpMedia(string type, int port, int portCount, string protocol, IReadOnlyList<string> formats)
    {
        Type = type;
        Port = port;
        PortCount = portCount;
        Protocol = protocol;
        Formats = formats;
    }

    /// <summary><c>audio</c>, <c>video</c>, <c>image</c>…</summary>
    public string Type { get; }

    public int Port { get; }

    public int PortCount { get; }

    /// <summary><c>RTP/AVP</c>, <c>RTP/SAVP</c>, <c>UDP/TLS/RTP/SAVPF</c>…</summary>
    public string Protocol { get; }

    public IReadOnlyList<string> Formats { get; }

    public IReadOnlyList<SdpCodec> Codecs { get; internal set; } = [];

    /// <summary>Where this media is to be sent; null when neither the section nor the session says.</summary>
    public SdpConnection? Connection { get; internal set; }

    public SdpDirection Direction { get; internal set; }

    public IReadOnlyList<SdpCrypto> Crypto { get; internal set; } = [];

    /// <summary>DTLS-SRTP is offered (RFC 5763).</summary>
    public bool HasFingerprint { get; internal set; }

    /// <summary><c>actpass</c>, <c>active</c>, <c>passive</c>, <c>holdconn</c>, or null.</summary>
    public string? Setup { get; internal set; }

    /// <summary>Port zero: the media is refused or switched off (RFC 3264 §6).</summary>
    public bool IsRejected => Port == 0;

    public bool IsAudio => string.Equals(Type, "audio", StringComparison.OrdinalIgnoreCase);

    /// <summary>The profile names SRTP: SAVP or SAVPF.</summary>
    public bool IsSecureProfile => Protocol.Contains("/SAVP", StringComparison.OrdinalIgnoreCase);

    public bool HasCodec(string name) => Codecs.Any(codec => string.Equals(codec.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>SDES-SRTP with this suite is offered, such as <c>AES_CM_128_HMAC_SHA1_80</c>.</summary>
    public bool HasSuite(string suite) => Crypto.Any(crypto => string.Equals(crypto.Suite, suite, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => $"{Type} {Port} {Protocol} {string.Join(' ', Formats)}";
}
