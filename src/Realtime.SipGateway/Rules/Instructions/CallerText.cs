using System.Globalization;
using System.Text;

namespace Realtime.SipGateway.Rules.Instructions;

/// <summary>
/// Text from outside made plain: compatibility forms normalised (NFKC), nothing that cannot be seen, nothing that turns the direction of writing, no
/// second line, no towers of accents.
/// </summary>
internal static class CallerText
{
    /// <summary>Accents on one letter: real scripts need no more.</summary>
    private const int MaxMarks = 2;

    /// <summary>Unseen characters in front may use up no more than this many times the room of the value.</summary>
    private const int Slack = 8;

    /// <summary>Ranges of Default_Ignorable_Code_Point and other blanks that are letters or marks by category: they smuggle text or hide it.</summary>
    private static readonly (int First, int Last)[] Unseen =
    [
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E),
        (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <param name="text">Anything.</param>
    /// <param name="length">Characters that are of use; somewhat more may come back, and text beyond is not looked at.</param>
    public static string Clean(string? text, int length)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        // Normal forms of one character can be 18 long, so the second pass is capped too.
        var once = Strip(text, length * Slack);
        return Strip(once.Normalize(NormalizationForm.FormKC), length * 2).Trim();
    }

    /// <summary>Enumerating runes makes U+FFFD of what is no character.</summary>
    private static string Strip(string text, int length)
    {
        var clean = new StringBuilder(Math.Min(text.Length, length));
        var marks = 0;
        var looked = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++looked > length)
            {
                break;
            }

            var category = Rune.GetUnicodeCategory(rune);
            if (IsSpace(rune, category))
            {
                marks = 0;
                if (clean.Length > 0 && clean[^1] != ' ')
                {
                    clean.Append(' ');
                }

                continue;
            }

            var isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
            marks = isMark ? marks + 1 : 0;
            if (marks <= MaxMarks && !IsUnseen(rune, category))
            {
                clean.Append(Simplify(rune));
            }
        }

        return clean.ToString();
    }

    private static bool IsSpace(Rune rune, UnicodeCategory category) =>
        category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is '\t' or '\n' or '\r' or '\v' or '\f' or 0x85;

    private static bool IsUnseen(Rune rune, UnicodeCategory category)
    {
        if (rune == Rune.ReplacementChar
            || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate)
        {
            return true;
        }

        foreach (var (first, last) in Unseen)
        {
            if (rune.Value >= first && rune.Value <= last)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Apostrophes and dashes of printed text, so that names stay readable.</summary>
    private static Rune Simplify(Rune rune) => rune.Value switch
    {
        0x2018 or 0x2019 => new Rune('\''),
        0x2010 or 0x2011 or 0x2012 or 0x2013 or 0x2014 => new Rune('-'),
        _ => rune,
    };
}
