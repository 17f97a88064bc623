using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Rules.Versions;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Versions;

public sealed class JsonTextEditorTests
{
    [Theory]
    [InlineData("{ // why\n  \"a\": 1, /* two */\n  \"b\": 2\n}", "{ // why\n  \"a\": 7, /* two */\n  \"b\": 2\n}")]
    [InlineData("{\"a\":{\"x\":[1]},}", "{\"a\":7,}")]
    [InlineData("{\n    \"b\": 2 // last\n}", "{\n    \"b\": 2,\n    \"a\": 7 // last\n}")]
    [InlineData("{\n\t\"b\": 2,\n}", "{\n\t\"b\": 2,\n\t\"a\": 7,\n}")]
    [InlineData("{}", "{\n  \"a\": 7\n}")]
    [InlineData("{\n}", "{\n  \"a\": 7\n}")]
    public void A_member_is_set_and_the_rest_stays_as_it_was(string before, string after)
    {
        var editor = Editor(before);
        editor.Set(editor.Root, "a", "7");

        Assert.Equal(after, Text(editor));
    }

    [Fact]
    public void A_value_of_several_lines_takes_the_indentation_of_its_place()
    {
        var editor = Editor("{\n    \"lists\": {\n        \"b\": {}\n    }\n}");
        editor.Set(editor.Root.Member("lists")!, "a", "{\n  \"entries\": []\n}");

        Assert.Equal("{\n    \"lists\": {\n        \"b\": {},\n        \"a\": {\n          \"entries\": []\n        }\n    }\n}", Text(editor));
    }

    [Theory]
    [InlineData("{\n  // one\n  \"a\": 1,\n  \"b\": 2\n}", "a", "{\n  // one\n  \"b\": 2\n}")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2\n}", "b", "{\n  \"a\": 1\n}")]
    [InlineData("{\n  \"a\": 1, // one\n  \"b\": 2,\n}", "b", "{\n  \"a\": 1, // one\n}")]
    [InlineData("{\"a\": 1}", "a", "{}")]
    [InlineData("{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}", "a", "{\r\n  \"b\": 2\r\n}")]
    public void A_member_goes_with_its_line_and_comma(string before, string name, string after)
    {
        var editor = Editor(before);

        Assert.True(editor.Remove(editor.Root, name));
        Assert.False(editor.Remove(editor.Root, name));
        Assert.Equal(after, Text(editor));
    }

    [Theory]
    [InlineData("""["a", "b", "c"]""", new[] { 1 }, """["a", "c"]""")]
    [InlineData("""["a", "b", "c"]""", new[] { 1, 2 }, """["a"]""")]
    [InlineData("""["a", "b", "c"]""", new[] { 0, 2 }, """["b"]""")]
    [InlineData("""["a", "b", "c"]""", new[] { 0, 1, 2 }, "[]")]
    [InlineData("[\n  \"a\", // first\n  \"b\",\n  \"c\"\n]", new[] { 2 }, "[\n  \"a\", // first\n  \"b\"\n]")]
    public void Elements_go_with_their_commas(string before, int[] removed, string after)
    {
        var editor = Editor(before);
        editor.Remove(editor.Root, removed.ToHashSet());

        Assert.Equal(Values(after), Values(Text(editor)));
        Assert.Equal(after.Replace(" ", "", StringComparison.Ordinal), Text(editor).Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]", "[7, 8]")]
    [InlineData("[1]", "[1, 7, 8]")]
    [InlineData("[\n  1 // one\n]", "[\n  1,\n  7,\n  8 // one\n]")]
    [InlineData("[\n  1,\n]", "[\n  1,\n  7,\n  8,\n]")]
    public void Elements_are_added_in_the_layout_of_the_others(string before, string after)
    {
        var editor = Editor(before);
        editor.Append(editor.Root, ["7", "8"]);

        Assert.Equal(after, Text(editor));
    }

    [Fact]
    public void A_byte_order_mark_stays_and_is_not_counted()
    {
        var editor = Editor("\uFEFF{\"a\": 1}");
        editor.Set(editor.Root, "a", "\"ü\"");

        Assert.Equal("\uFEFF{\"a\": \"ü\"}", Encoding.UTF8.GetString(editor.ToText().Span));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("")]
    public void A_text_that_is_no_JSON_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => Editor(text).Root);

    private static JsonTextEditor Editor(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Text(JsonTextEditor editor) => Encoding.UTF8.GetString(editor.ToText().Span);

    private static string Values(string text)
    {
        using var parsed = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return string.Join(',', parsed.RootElement.EnumerateArray());
    }
}
