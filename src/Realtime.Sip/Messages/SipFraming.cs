using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>Finds the messages in a stream by Content-Length (RFC 3261 §18.3, §20.14). Looks, never consumes.</summary>
public static class SipFraming
{
    /// <summary>
    /// Tells what the buffered bytes start with. For <see cref="SipFrameStatus.Message"/> and <see cref="SipFrameStatus.Ping"/>
    /// the caller consumes <paramref name="skip"/> + <paramref name="length"/> bytes; otherwise both are zero.
    /// </summary>
    public static SipFrameStatus TryFrame(ReadOnlySpan<byte> buffered, SipParserLimits limits, out int skip, out int length)
    {
        var progress = default(SipFrameProgress);
        return TryFrame(buffered, limits, ref progress, out skip, out length);
    }

    /// <summary>
    /// The same for a buffer that grows: what was looked at before is not looked at again, so that a message that trickles in byte by byte costs no
    /// more than one that comes whole. The progress belongs to the bytes at the start of the buffer and starts anew when something was consumed.
    /// </summary>
    public static SipFrameStatus TryFrame(ReadOnlySpan<byte> buffered, SipParserLimits limits, ref SipFrameProgress progress, out int skip, out int length)
    {
        var status = Frame(buffered, limits, ref progress, out skip, out length);
        if (status != SipFrameStatus.NeedMore)
        {
            progress = default;
        }

        return status;
    }

    private static SipFrameStatus Frame(ReadOnlySpan<byte> buffered, SipParserLimits limits, ref SipFrameProgress progress, out int skip, out int length)
    {
        skip = length = 0;
        if (progress.Total > buffered.Length)
        {
            return SipFrameStatus.NeedMore;
        }

        if (buffered.StartsWith("\r\n\r\n"u8))
        {
            length = 4;
            return SipFrameStatus.Ping;
        }

        var start = buffered.StartsWith("\r\n"u8) ? 2 : 0;
        var message = buffered[start..];
        if (message.IsEmpty || (message.Length == 1 && message[0] == '\r'))
        {
            return SipFrameStatus.NeedMore;
        }

        if (!CanBecomeSip(message))
        {
            return SipFrameStatus.Malformed;
        }

        var end = IndexOfEnd(message, progress.Searched);
        if (end < 0)
        {
            progress = progress with { Searched = message.Length };
            return message.Length > limits.MaxMessageBytes ? SipFrameStatus.Oversized : SipFrameStatus.NeedMore;
        }

        if (!TryReadContentLength(message[..(end + 2)], out var contentLength))
        {
            return SipFrameStatus.Malformed;
        }

        var total = (long)end + 4 + contentLength;
        if (total > limits.MaxMessageBytes)
        {
            return SipFrameStatus.Oversized;
        }

        if (total > message.Length)
        {
            progress = new SipFrameProgress(end, start + (int)total);
            return SipFrameStatus.NeedMore;
        }

        skip = start;
        length = (int)total;
        return SipFrameStatus.Message;
    }

    private static int IndexOfEnd(ReadOnlySpan<byte> message, int searched)
    {
        var from = Math.Max(0, searched - 3);
        var end = message[from..].IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : from + end;
    }

    // A token or a version starts every message: a TLS hello or an HTTP/2 preface on this port is seen at its first bytes.
    private static bool CanBecomeSip(ReadOnlySpan<byte> message)
    {
        var word = message[..Math.Min(message.Length, 32)];
        var space = word.IndexOf((byte)' ');
        word = space < 0 ? word : word[..space];
        return SipGrammar.IsToken(word) || (word.Length >= 4 && Ascii.EqualsIgnoreCase(word[..4], "SIP/"u8));
    }

    // Two different lengths, none, or one that is no number: where the next message starts is then a guess, and guesses are how requests are smuggled.
    private static bool TryReadContentLength(ReadOnlySpan<byte> section, out uint length)
    {
        length = 0;
        var found = false;
        var lines = new SipLineReader(section, 0);
        lines.MoveNext(mayFold: false);
        while (lines.MoveNext(mayFold: true))
        {
            var line = section[lines.LineStart..lines.LineEnd];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || SipHeaderNames.IdOf(line[..colon].TrimEnd(" \t"u8)) != SipHeaderId.ContentLength)
            {
                continue;
            }

            if (!SipGrammar.TryParseNumber(line[(colon + 1)..].Trim(" \t\r\n"u8), int.MaxValue, out var number) || (found && number != length))
            {
                return false;
            }

            found = true;
            length = number;
        }

        return found && !lines.IsMalformed;
    }
}
