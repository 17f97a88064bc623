namespace Realtime.Sip.Messages;

/// <summary>How much of a message is read before it is refused. Every default leaves several times what real carriers send.</summary>
public sealed record SipParserLimits
{
    /// <summary>What a UDP datagram can hold; the same on streams, so that a call does not depend on the transport.</summary>
    public const int DefaultMaxMessageBytes = 65_535;

    /// <summary>Carriers send 15 to 40 lines; long Record-Route and History-Info chains double that.</summary>
    public const int DefaultMaxHeaders = 128;

    /// <summary>A STIR PASSporT in Identity takes about 1 KiB, an Authorization less.</summary>
    public const int DefaultMaxHeaderLineBytes = 8192;

    /// <summary>Contact URIs with opaque routing parameters reach some 500 bytes.</summary>
    public const int DefaultMaxUriBytes = 2048;

    /// <summary>Max-Forwards starts at 70 (RFC 3261 §8.1.1.6): no honest request has more hops behind it.</summary>
    public const int DefaultMaxVias = 70;

    public static SipParserLimits Default { get; } = new();

    public int MaxMessageBytes { get; init; } = DefaultMaxMessageBytes;

    public int MaxHeaders { get; init; } = DefaultMaxHeaders;

    /// <summary>Longest start line or header, its continuation lines included.</summary>
    public int MaxHeaderLineBytes { get; init; } = DefaultMaxHeaderLineBytes;

    public int MaxUriBytes { get; init; } = DefaultMaxUriBytes;

    public int MaxVias { get; init; } = DefaultMaxVias;
}
