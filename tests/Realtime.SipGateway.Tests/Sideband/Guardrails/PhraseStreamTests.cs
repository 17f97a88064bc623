using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Sideband.Guardrails;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Guardrails;

public sealed class PhraseStreamTests
{
    [Theory]
    [InlineData("full refund", "I promise a full refund today")]
    [InlineData("full refund", "a FULL - ReFund!")]
    [InlineData("full refund", "ｆｕｌｌ　ｒｅｆｕｎｄ")]
    [InlineData("full refund", "full re\u00adfund")]
    [InlineData("guarantee", "We guaranteed it")]
    [InlineData("don't worry", "Don\u2019t  worry")]
    [InlineData("dont worry", "don't worry")]
    [InlineData("café", "in the cafe\u0301 there")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("100 percent", "It is 100, percent")]
    [InlineData("返金", "全額返金を保証します")]
    [InlineData("ガス", "ｶﾞｽです")]
    [InlineData("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8")]
    [InlineData("𝒇ree", "𝐟𝐫𝐞𝐞 of charge")]
    public void A_phrase_is_found_whatever_its_dress(string phrase, string text)
    {
        Assert.True(Found(phrase, [text]));
        Assert.True(Found(phrase, text.Select(character => character.ToString())));
    }

    [Theory]
    [InlineData("rate", "generate")]
    [InlineData("full refund", "full. A refund")]
    [InlineData("full refund", "fullrefund")]
    [InlineData("cafe", "café")]
    [InlineData("...", "...")]
    [InlineData("", "anything")]
    public void Other_words_are_not_found(string phrase, string text) => Assert.False(Found(phrase, [text]));

    [Fact]
    public void A_phrase_is_found_at_the_very_piece_that_completes_it()
    {
        var stream = Open(["full refund"]);

        Assert.Equal(PhraseAutomaton.None, stream.Feed("a fu"));
        Assert.Equal(PhraseAutomaton.None, stream.Feed("ll ref"));
        Assert.Equal(PhraseAutomaton.None, stream.Feed("un"));
        Assert.Equal(0, stream.Feed("d"));
    }

    [Fact]
    public void The_longest_of_several_complete_phrases_is_named()
    {
        var stream = Open(["refund", "a full refund", "full refund"]);

        Assert.Equal(1, stream.Feed("We give a full refund"));
    }

    [Fact]
    public void A_phrase_inside_a_longer_one_that_fails_is_still_found()
    {
        Assert.True(Found(["sure we can do that now", "can do"], ["sure we can do it"]));
    }

    [Fact]
    public void A_lone_surrogate_is_read_as_a_blank()
    {
        Assert.True(Found("full refund", ["full\ud800refund"]));
    }

    [Fact]
    public void A_mountain_of_marks_does_not_hold_the_stream()
    {
        var stream = Open(["refund"]);
        stream.Feed("a" + new string('\u0301', 500));

        Assert.Equal(0, stream.Feed(" refund"));
    }

    [Fact]
    public void The_stream_agrees_with_a_naive_search_for_any_phrases_text_and_split()
    {
        var word = Gen.Elements("a", "ab", "b", "ba", "B", " ", "-", "'", "é", "e\u0301", "\u0301", "ß", "한", "\u1112", "\u1161", "𝐚", "Ａ", "\u00ad", "返", "1", "ﾞ", "ｶ");
        var text = Gen.Sized(size => Gen.Select(Gen.ArrayOf(word, size), parts => string.Concat(parts)));
        var phrases = Gen.ListOf(Gen.Resize(text, 4), 5);
        var pieces = Gen.ListOf(Gen.Resize(text, 4), 12);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3_000),
            Prop.ForAll(phrases.Zip(pieces).ToArbitrary(), sample => Agrees([.. sample.Item1], [.. sample.Item2])));
    }

    private static bool Agrees(string[] phrases, string[] pieces)
    {
        var stream = Open(phrases);
        var said = "";
        foreach (var piece in pieces)
        {
            said += piece;
            var expected = phrases.Any(phrase => NaiveFind(phrase, said));
            if (stream.Feed(piece) != PhraseAutomaton.None != expected)
            {
                return false;
            }

            if (expected)
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>The rule, said once more without any cleverness: fold both whole, look for the one in the other.</summary>
    private static bool NaiveFind(string phrase, string text)
    {
        var wanted = NaiveFold(phrase).Trim();
        var start = wanted.Length > 0 && wanted[0] is >= '\u2e80' and <= '\u9fff' ? "" : " ";
        return wanted.Length > 0 && (" " + NaiveFold(text)).Contains(start + wanted, StringComparison.Ordinal);
    }

    private static string NaiveFold(string text)
    {
        var folded = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).EnumerateRunes().Where(rune => rune.Value is not ('\'' or 0xad)))
        {
            var word = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;
            folded.Append(word ? Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString() : " ");
        }

        return string.Join(' ', (" " + folded).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool Found(string phrase, IEnumerable<string> pieces) => Found([phrase], pieces);

    private static bool Found(string[] phrases, IEnumerable<string> pieces)
    {
        var stream = Open(phrases);
        return pieces.Any(piece => stream.Feed(piece) != PhraseAutomaton.None);
    }

    private static PhraseStream Open(string[] phrases) => new(new PhraseAutomaton([.. phrases.Select(FoldedText.Pattern)]));
}
