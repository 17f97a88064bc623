using System.Globalization;
using System.Text;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// How words are compared: Unicode NFKC, without regard to case; blanks and punctuation become one blank; apostrophes and invisible
/// characters vanish. The functions here look at one character; <see cref="PhraseStream"/> feeds them.
/// </summary>
internal static class FoldedText
{
    /// <summary>Stands for any run of blanks and punctuation.</summary>
    public const char Blank = ' ';

    /// <summary>A pattern for <see cref="PhraseAutomaton"/>; empty when the phrase has no letter or digit.</summary>
    /// <remarks>It begins with a blank, so that it matches only at the start of a word; not so for scripts that write no blanks.</remarks>
    public static string Pattern(string phrase)
    {
        var folded = new StringBuilder();
        var blank = false;
        foreach (var rune in Compose(phrase).EnumerateRunes())
        {
            switch (KindOf(rune))
            {
                case FoldedKind.Blank:
                    blank = true;
                    break;
                case FoldedKind.Word:
                    if (folded.Length == 0 ? !WritesNoBlanks(rune) : blank)
                    {
                        folded.Append(Blank);
                    }

                    blank = false;
                    folded.Append(Lower(rune).ToString());
                    break;
                default:
                    break;
            }
        }

        return folded.ToString();
    }

    public static FoldedKind KindOf(Rune rune)
    {
        if (rune.Value is '\'' or '\u2019' or '\u2018' or '\u02bc')
        {
            return FoldedKind.Nothing;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => FoldedKind.Word,
            UnicodeCategory.Format => FoldedKind.Nothing,
            _ => FoldedKind.Blank,
        };
    }

    /// <summary>Upper first: both forms of the Greek sigma, and the long s, become one.</summary>
    public static Rune Lower(Rune rune) => Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune));

    /// <summary>NFKC; a lone surrogate becomes U+FFFD instead of an exception.</summary>
    public static string Compose(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append(rune.ToString());
        }

        return whole.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>True when NFKC may join this character to the one before it: marks, Hangul vowels and finals, the rest of a surrogate pair.</summary>
    public static bool Continues(ReadOnlySpan<char> text)
    {
        if (text[0] < '\u0300')
        {
            return false;
        }

        if (char.IsLowSurrogate(text[0]))
        {
            return true;
        }

        Rune.DecodeFromUtf16(text, out var rune, out _);
        Rune.DecodeFromUtf16(rune.ToString().Normalize(NormalizationForm.FormKC), out var first, out _);
        return first.Value is >= 0x1160 and <= 0x11ff or >= 0xd7b0 and <= 0xd7ff
            || Rune.GetUnicodeCategory(first)
                is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
    }

    /// <summary>Han, kana, Thai, Lao, Khmer, Burmese: a phrase may begin anywhere.</summary>
    private static bool WritesNoBlanks(Rune rune) => rune.Value is >= 0x0e00 and <= 0x0eff or >= 0x1000 and <= 0x109f
        or >= 0x1780 and <= 0x17ff or >= 0x2e80 and <= 0x9fff or >= 0xf900 and <= 0xfaff or >= 0x20000 and <= 0x3ffff;
}
