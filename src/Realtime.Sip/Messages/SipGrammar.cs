using System.Buffers;
using System.Net;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>
/// The small rules of RFC 3261 §25 that everything else is made of. Positions are offsets into a value that is already
/// unfolded, so white space is only SP and HTAB, and a CR or LF is an error wherever it stands.
/// </summary>
internal static class SipGrammar
{
    private const string AlphaNum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private const int MaxIp6Length = 64;

    private static readonly SearchValues<byte> TokenBytes = Bytes(AlphaNum + "-.!%*_+`'~");

    // Underscore is no host name character, but container and lab names have it.
    private static readonly SearchValues<byte> HostBytes = Bytes(AlphaNum + "-._");

    private static readonly SearchValues<byte> Ip6Bytes = Bytes("0123456789abcdefABCDEF:.");

    private static readonly SearchValues<byte> DigitBytes = Bytes("0123456789");

    // Wider than token / host: peers put URIs, base64 and times there unquoted. What separates values and parameters stays out.
    private static readonly SearchValues<byte> ParameterValueBytes = Bytes(AlphaNum + "-.!%*_+`'~[]:/?@=&$#()|^{}");

    /// <summary>The bytes that must never be written inside a header: they would start another one or end the text for some readers.</summary>
    private static readonly SearchValues<byte> LineBreaks = Bytes("\r\n\0");

    public static SearchValues<byte> Bytes(string characters) => SearchValues.Create(Encoding.ASCII.GetBytes(characters));

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    public static bool HasLineBreak(ReadOnlySpan<byte> text) => text.ContainsAny(LineBreaks);

    public static int SkipToken(ReadOnlySpan<byte> text, int at) => SkipAll(text, at, TokenBytes);

    public static int SkipDigits(ReadOnlySpan<byte> text, int at) => SkipAll(text, at, DigitBytes);

    public static int SkipParameterValue(ReadOnlySpan<byte> text, int at) => SkipAll(text, at, ParameterValueBytes);

    public static int SkipAll(ReadOnlySpan<byte> text, int at, SearchValues<byte> allowed)
    {
        var length = text[at..].IndexOfAnyExcept(allowed);
        return length < 0 ? text.Length : at + length;
    }

    public static int SkipWhitespace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    /// <summary>Returns the offset behind the closing quote of the quoted string that starts at <paramref name="at"/>, or -1.</summary>
    public static int SkipQuoted(ReadOnlySpan<byte> text, int at)
    {
        for (at++; at < text.Length; at++)
        {
            switch (text[at])
            {
                case (byte)'"':
                    return at + 1;
                case (byte)'\\':
                    at++;
                    if (at < text.Length && text[at] is (byte)'\r' or (byte)'\n' or >= 0x80)
                    {
                        return -1;
                    }

                    break;
                case (byte)'\r' or (byte)'\n' or 0:
                    return -1;
            }
        }

        return -1;
    }

    /// <summary>Reads a host name, an IPv4 address or an IPv6 reference; start and end leave the brackets out.</summary>
    public static bool TrySkipHost(ReadOnlySpan<byte> text, int at, out int start, out int end, out int next)
    {
        start = at;
        end = next = at;
        if (at < text.Length && text[at] == '[')
        {
            start = at + 1;
            end = SkipAll(text, start, Ip6Bytes);
            next = end + 1;
            return end < text.Length && text[end] == ']' && IsIp6(text[start..end]);
        }

        end = next = SkipAll(text, at, HostBytes);
        return end > start;
    }

    public static bool IsIp6(ReadOnlySpan<byte> text)
    {
        var tripled = text.IndexOf(":::"u8);
        if (tripled < 0)
        {
            return text.Contains((byte)':') && IPAddress.IsValidUtf8(text);
        }

        // The grammar of RFC 3261 wrongly asks for a third colon before an embedded IPv4 address (RFC 5118 §4.10): read it as two.
        Span<byte> repaired = stackalloc byte[MaxIp6Length];
        var tail = text[(tripled + 1)..];
        if (text.Length > repaired.Length || !tail.Contains((byte)'.') || tail[2..].Contains((byte)':'))
        {
            return false;
        }

        text[..tripled].CopyTo(repaired);
        tail.CopyTo(repaired[tripled..]);
        return IPAddress.IsValidUtf8(repaired[..(text.Length - 1)]);
    }

    /// <summary>The text of a host; an IPv6 address with a third colon too many gets it removed.</summary>
    public static string HostOf(ReadOnlySpan<byte> host) =>
        Encoding.ASCII.GetString(host).Replace(":::", "::", StringComparison.Ordinal);

    /// <summary>Reads decimal digits as a number up to <paramref name="max"/>; leading zeros count for nothing.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> text, uint max, out uint number)
    {
        number = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        foreach (var digit in text)
        {
            var next = ((ulong)number * 10) + digit - '0';
            if (digit is < (byte)'0' or > (byte)'9' || next > max)
            {
                return false;
            }

            number = (uint)next;
        }

        return true;
    }

    /// <summary>Returns the offset of the next comma that stands outside quotes and angle brackets, or the length.</summary>
    public static int IndexOfComma(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            var found = text[at..].IndexOfAny((byte)',', (byte)'"', (byte)'<');
            if (found < 0)
            {
                break;
            }

            at += found;
            if (text[at] == ',')
            {
                return at;
            }

            var closed = text[at] == '"' ? SkipQuoted(text, at) : at + 1 + text[at..].IndexOf((byte)'>');
            if (closed <= at)
            {
                break;
            }

            at = closed;
        }

        return text.Length;
    }

    /// <summary>The text of a quoted string (quotes included) without quotes and escapes.</summary>
    public static string Unquote(ReadOnlySpan<byte> quoted)
    {
        var inner = quoted[1..^1];
        if (!inner.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(inner);
        }

        var plain = new byte[inner.Length];
        var length = 0;
        for (var at = 0; at < inner.Length; at++)
        {
            at += inner[at] == '\\' ? 1 : 0;
            plain[length++] = inner[at];
        }

        return Encoding.UTF8.GetString(plain, 0, length);
    }

    /// <summary>Makes <c>;name=value</c>, quoted where the value needs it; null value: a parameter without value.</summary>
    /// <exception cref="FormatException">The name is not a token, or the value has a line break.</exception>
    public static string Parameter(string name, string? value)
    {
        if (!IsToken(Encoding.UTF8.GetBytes(name)) || value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new FormatException("A parameter is a token and a value without line breaks.");
        }

        var bytes = Encoding.UTF8.GetBytes(value ?? "");
        return value is null ? ";" + name
            : bytes.Length > 0 && SkipParameterValue(bytes, 0) == bytes.Length ? $";{name}={value}"
            : $";{name}={Quote(value)}";
    }

    /// <summary>Writes a quoted string; the text must have no line break.</summary>
    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
