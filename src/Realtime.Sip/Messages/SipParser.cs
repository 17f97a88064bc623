namespace Realtime.Sip.Messages;

/// <summary>Reads whole messages: a datagram, or what <see cref="SipFraming"/> cut from a stream.</summary>
public static class SipParser
{
    internal static ReadOnlySpan<byte> VersionLineEnd => " SIP/2.0\r\n"u8;

    /// <summary>
    /// Parses one message. It keeps slices of the given memory, which from then on belongs to it and must not change.
    /// Never throws for any bytes. Bytes behind Content-Length are ignored (RFC 3261 §18.3).
    /// </summary>
    public static SipParseResult Parse(ReadOnlyMemory<byte> message, SipParserLimits? limits = null) =>
        new SipMessageReader(message, limits ?? SipParserLimits.Default).Read();
}
