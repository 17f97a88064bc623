using System.Text;

namespace Realtime.Sip.B2bua;

/// <summary>Reads the status line of a <c>message/sipfrag</c> body (RFC 3420), the one line that a NOTIFY of a REFER has to have.</summary>
internal static class SipFragment
{
    private const int MaxPhrase = 128;

    /// <summary>Status and phrase; 0 when the body starts with no status line.</summary>
    public static (int Status, string? Phrase) StatusOf(ReadOnlySpan<byte> body)
    {
        var prefix = "SIP/2.0 "u8;
        var end = body.IndexOfAny((byte)'\r', (byte)'\n');
        var line = (end < 0 ? body : body[..end]).TrimEnd((byte)' ');
        if (line.Length < prefix.Length + 3 || !Ascii.EqualsIgnoreCase(line[..prefix.Length], prefix) || !IsStatus(line.Slice(prefix.Length, 3))
            || (line.Length > prefix.Length + 3 && line[prefix.Length + 3] != ' '))
        {
            return default;
        }

        var digits = line.Slice(prefix.Length, 3);
        var status = ((digits[0] - '0') * 100) + ((digits[1] - '0') * 10) + digits[2] - '0';
        var phrase = line.Length > prefix.Length + 4 ? line[(prefix.Length + 4)..] : default;
        return (status, phrase.IsEmpty ? null : Encoding.UTF8.GetString(phrase[..Math.Min(phrase.Length, MaxPhrase)]));
    }

    private static bool IsStatus(ReadOnlySpan<byte> digits) =>
        digits[0] is >= (byte)'1' and <= (byte)'6' && char.IsAsciiDigit((char)digits[1]) && char.IsAsciiDigit((char)digits[2]);
}
