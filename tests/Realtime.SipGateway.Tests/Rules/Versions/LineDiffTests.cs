using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Rules.Versions;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Versions;

public sealed class LineDiffTests
{
    [Fact]
    public void Equal_texts_have_no_difference_whatever_their_line_ends() => Assert.Equal("", LineDiff.Unified("a\r\nb\r\n", "a\nb", "one", "two"));

    [Fact]
    public void A_change_is_shown_with_three_lines_around_it()
    {
        var before = string.Join('\n', Enumerable.Range(1, 20));

        Assert.Equal(
            """
            --- 6-aaaa
            +++ draft
            @@ -2,7 +2,8 @@
             2
             3
             4
            -5
            +five
            +and a half
             6
             7
             8
            @@ -17,4 +18,3 @@
             17
             18
             19
            -20

            """,
            LineDiff.Unified(before, before.Replace("\n5\n", "\nfive\nand a half\n", StringComparison.Ordinal).Replace("\n20", "", StringComparison.Ordinal), "6-aaaa", "draft"));
    }

    [Fact]
    public void An_empty_text_is_all_added() =>
        Assert.Equal("--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n", LineDiff.Unified("", "x\ny\n", "a", "b"));

    [Fact]
    public void What_is_told_as_kept_removed_and_added_makes_up_both_texts() => Prop.ForAll(
        Gen.Choose(0, 3).ListOf().Two().ToArbitrary(),
        pair =>
        {
            var (before, after) = (Text(pair.Item1), Text(pair.Item2));
            var lines = LineDiff.Unified(before, after, "a", "b").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Where(line => line[0] != '@').ToList();
            var removed = lines.Where(line => line[0] == '-').Select(line => line[1..]);
            var added = lines.Where(line => line[0] == '+').Select(line => line[1..]);
            var (beforeLines, afterLines) = (Lines(before), Lines(after));
            Assert.Equal(beforeLines.Concat(added).Order(), afterLines.Concat(removed).Order());
            Assert.Equal(beforeLines.SequenceEqual(afterLines), lines.Count == 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Texts_without_anything_in_common_are_told_as_replaced()
    {
        var before = string.Join('\n', Enumerable.Range(0, 3_000).Select(static line => line.ToString(CultureInfo.InvariantCulture)));
        var after = string.Join('\n', Enumerable.Range(3_000, 3_000).Select(static line => line.ToString(CultureInfo.InvariantCulture)));

        var diff = LineDiff.Unified(before, after, "a", "b");

        Assert.Contains("@@ -1,3000 +1,3000 @@", diff, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.Split('\n');

    private static string Text(IEnumerable<int> lines) => string.Join('\n', lines.Select(static line => "line " + line.ToString(CultureInfo.InvariantCulture)));
}
