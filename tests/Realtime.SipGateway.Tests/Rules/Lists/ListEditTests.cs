using System.Text;
using Realtime.SipGateway.Rules.Lists;
using Realtime.SipGateway.Rules.Versions;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Lists;

public sealed class ListEditTests
{
    private const string Before = """
        {
          // People we know.
          "lists": {
            "vip": {
              "entries": [
                "+49 30 1", // the boss
                { "number": "+49302", "note": "old" },
                "+1900*"
              ]
            }
          }
        }
        """;

    [Fact]
    public void Entries_are_added_replaced_and_removed_and_comments_stay()
    {
        var edit = new ListEdit(
            "vip", [new("+4930 2", "new"), new("+4930-1"), new("+5", "ünï", "2026-12-31T00:00:00Z"), new("+5", "twice")], ["+1 900*", "+99"]);

        var after = Apply(edit, Before);

        Assert.Equal((1, 2, 1), (edit.Added, edit.Replaced, edit.Removed));
        Assert.Equal("""
            {
              // People we know.
              "lists": {
                "vip": {
                  "entries": [
                    "+4930-1", // the boss
                    {"number":"+4930 2","note":"new"},
                    {"number":"+5","note":"twice"}
                  ]
                }
              }
            }
            """, after, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void What_stands_there_already_is_no_change()
    {
        var editor = new JsonTextEditor(Encoding.UTF8.GetBytes(Before));

        Assert.False(new ListEdit("vip", [new("+49302", "old")], ["+7"]).Apply(editor));
        Assert.False(new ListEdit("other", [new("+7")], []).Apply(editor));
    }

    [Fact]
    public void A_list_is_put_into_a_document_that_has_none()
    {
        var editor = new JsonTextEditor("{\n  \"rules\": []\n}"u8.ToArray());
        ListEdit.Put(editor, "lists", "vip", new NumberListDefinition { Description = "d", Entries = [new("+1")] });

        var list = editor.Root.Member("lists")!.Member("vip")!;
        Assert.Equal("[\"+1\"]", Encoding.UTF8.GetString(editor.Raw(list.Member("entries")!).Span).Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));
        Assert.StartsWith("{\n  \"rules\": [],\n  \"lists\": {", Encoding.UTF8.GetString(editor.ToText().Span), StringComparison.Ordinal);
    }

    private static string Apply(ListEdit edit, string text)
    {
        var editor = new JsonTextEditor(Encoding.UTF8.GetBytes(text));
        Assert.True(edit.Apply(editor));
        return Encoding.UTF8.GetString(editor.ToText().Span);
    }
}
