using System.Text;
using Realtime.SipGateway.Rules.Versions;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Versions;

public sealed class PolicyDiffTests
{
    [Theory]
    [InlineData("""{ "a": 1, "b": [1, 2] }""", """{ /* why */ "b": [1, 2], "a": 1.0, }""", "")]
    [InlineData("""{ "agents": { "a": { "voice": "x" } } }""", """{ "agents": { "a": { "voice": "y" } } }""", "Changed agents.a.voice \"x\" \"y\"")]
    [InlineData("""{ "agents": { "a": 1, "b": 2 } }""", """{ "agents": { "c": 3, "b": 2 } }""", "Removed agents.a 1 -|Added agents.c - 3")]
    [InlineData("""{ "rules": [{ "name": "x" }, { "name": "y" }] }""", """{ "rules": [{ "name": "new" }, { "name": "x" }, { "name": "y", "when": null }] }""", "Added rules[y].when - null|Added rules[new] - { \"name\": \"new\" }")]
    [InlineData("""{ "rules": [{ "name": "x" }, { "name": "y" }, { "name": "z" }] }""", """{ "rules": [{ "name": "z" }, { "name": "x" }, { "name": "y" }] }""", "Moved rules[z] - -")]
    [InlineData("""{ "lists": { "l": { "entries": ["+1", "+2", { "number": "+3" }] } } }""", """{ "lists": { "l": { "entries": [{ "number": "+3", "note": "n" }, "+2", "+4"] } } }""", "Removed lists.l.entries[+1] \"+1\" -|Added lists.l.entries[+3].note - \"n\"|Added lists.l.entries[+4] - \"+4\"")]
    [InlineData("""{ "tools": ["a", "b"] }""", """{ "tools": ["b", "a"] }""", "")]
    [InlineData("""{ "targets": ["a", "b"] }""", """{ "targets": ["b", "a"] }""", "Moved targets[b] - -")]
    [InlineData("""{ "x": [[1], [1]] }""", """{ "x": [[1]] }""", "Changed x [[1], [1]] [[1]]")]
    [InlineData("""{ "x": { "y": 1 } }""", """{ "x": "text" }""", "Changed x { \"y\": 1 } \"text\"")]
    public void Changes_are_told_by_their_place(string before, string after, string changes) => Assert.Equal(
        changes,
        string.Join('|', PolicyDiff.Compare(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after))
            .Select(change => $"{change.Kind} {change.Path} {change.Before?.GetRawText() ?? "-"} {change.After?.GetRawText() ?? "-"}")));

    [Fact]
    public void Long_documents_without_anything_in_common_end_at_a_bound()
    {
        var before = $"[{string.Join(',', Enumerable.Range(0, 5_000))}]";
        var after = $"[{string.Join(',', Enumerable.Range(5_000, 5_000))}]";

        Assert.Equal(PolicyDiff.MaxChanges, PolicyDiff.Compare(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after)).Count);
    }
}
