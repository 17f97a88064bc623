using System.Buffers;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>Percent escapes of URIs (RFC 3261 §19.1.2, §25.1 <c>escaped</c>).</summary>
internal static class SipPercent
{
    /// <summary>Every byte is one of <paramref name="allowed"/> or starts a well-formed escape.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> text, SearchValues<byte> allowed)
    {
        while (true)
        {
            var at = text.IndexOfAnyExcept(allowed);
            if (at < 0)
            {
                return true;
            }

            if (text[at] != '%' || at + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[at + 1]) || !char.IsAsciiHexDigit((char)text[at + 2]))
            {
                return false;
            }

            text = text[(at + 3)..];
        }
    }

    public static string Decode(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'%'))
        {
            return Encoding.UTF8.GetString(text);
        }

        var plain = new byte[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length)
            {
                plain[length++] = ValueOf(text, at);
                at += 2;
            }
            else
            {
                plain[length++] = text[at];
            }
        }

        return Encoding.UTF8.GetString(plain, 0, length);
    }

    public static string Encode(string text, SearchValues<byte> allowed)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (allowed.Contains(unit))
            {
                builder.Append((char)unit);
            }
            else
            {
                builder.Append('%').Append(Convert.ToHexString([unit]));
            }
        }

        return builder.ToString();
    }

    /// <summary>
    /// Equality of RFC 3261 §19.1.4: an escape equals the byte it stands for, except that a reserved byte never equals its escape.
    /// </summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool ignoreCase)
    {
        int atLeft = 0, atRight = 0;
        while (atLeft < left.Length && atRight < right.Length)
        {
            if (Next(left, ref atLeft, ignoreCase) != Next(right, ref atRight, ignoreCase))
            {
                return false;
            }
        }

        return atLeft == left.Length && atRight == right.Length;
    }

    /// <summary>A hash that agrees with <see cref="AreEqual"/>.</summary>
    public static void AddHash(ref HashCode hash, ReadOnlySpan<byte> text, bool ignoreCase)
    {
        for (var at = 0; at < text.Length;)
        {
            hash.Add(Next(text, ref at, ignoreCase));
        }
    }

    // An escaped reserved byte gets a value of its own above the byte range.
    private static int Next(ReadOnlySpan<byte> text, ref int at, bool ignoreCase)
    {
        int unit = text[at];
        if (unit == '%' && at + 2 < text.Length)
        {
            unit = ValueOf(text, at);
            at += 3;
            if (";/?:@&=+$,"u8.Contains((byte)unit))
            {
                return unit + 0x100;
            }
        }
        else
        {
            at++;
        }

        return ignoreCase && unit is >= 'A' and <= 'Z' ? unit + 0x20 : unit;
    }

    private static byte ValueOf(ReadOnlySpan<byte> text, int at) =>
        (byte)((HexOf(text[at + 1]) << 4) | HexOf(text[at + 2]));

    private static int HexOf(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
