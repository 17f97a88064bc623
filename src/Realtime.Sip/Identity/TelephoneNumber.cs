using Realtime.Sip.Messages;

namespace Realtime.Sip.Identity;

/// <summary>Telephone numbers as they are signed for (RFC 8224 §8.3): digits, without the plus and without visual separators.</summary>
internal static class TelephoneNumber
{
    /// <summary>E.164 has 15; a little more for numbers with prefixes.</summary>
    private const int MaxDigits = 24;

    /// <summary>Null for a user that is no number.</summary>
    public static string? Of(SipUri uri)
    {
        var text = uri.IsSip ? uri.User : uri.Scheme.Equals("tel", StringComparison.OrdinalIgnoreCase) ? uri.ToString()["tel:".Length..] : null;
        return text is null ? null : Canonical(text);
    }

    public static string? Canonical(string text)
    {
        // What follows are parameters: ";phone-context", ";verstat", ";npdi".
        var end = text.IndexOf(';', StringComparison.Ordinal);
        Span<char> digits = stackalloc char[MaxDigits];
        var count = 0;
        foreach (var character in end < 0 ? text : text.AsSpan(0, end))
        {
            switch (character)
            {
                case >= '0' and <= '9' or '*' or '#' when count < MaxDigits:
                    digits[count++] = character;
                    break;
                case '+' when count == 0:
                case '-' or '.' or '(' or ')' or ' ':
                    break;
                default:
                    return null;
            }
        }

        return count == 0 ? null : new string(digits[..count]);
    }
}
