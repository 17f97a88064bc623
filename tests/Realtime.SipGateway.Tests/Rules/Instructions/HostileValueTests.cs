using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Instructions;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Instructions;

/// <summary>What callers can write against an agent's instructions (<c>hostile-values.json</c>): each rendered to the letter, and never out of its marks (P6).</summary>
public class HostileValueTests
{
    private const string Before = "You are the front desk. The caller says to be ";
    private const string After = ". Never give refunds.";

    private static readonly string File =
        Path.Combine(FolderRules.RepositoryRoot(), "tests", "Realtime.SipGateway.Tests", "Rules", "Instructions", "hostile-values.json");

    public static TheoryData<string> Names() => [.. Corpus().Keys];

    [Fact]
    public void The_corpus_is_not_small() => Assert.InRange(Corpus().Count, 80, 1_000);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_value_is_rendered_to_the_letter(string name)
    {
        var hostile = Corpus()[name];

        var text = Render(hostile);

        Assert.Equal($"{CallAgent.Notice}\n\n{Before}<caller_data>{hostile.GetProperty("rendered").GetString()}</caller_data>{After}", text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_value_stays_within_its_marks(string name)
    {
        var text = Render(Corpus()[name]);
        var body = text[(CallAgent.Notice.Length + 2)..];

        Assert.StartsWith(CallAgent.Notice + "\n\n" + Before, text, StringComparison.Ordinal);
        Assert.EndsWith(After, text, StringComparison.Ordinal);
        var literal = body[(Before.Length + "<caller_data>".Length)..^(After.Length + "</caller_data>".Length)];
        Assert.DoesNotContain(literal, static character => "<>{}[]|`#\n\r".Contains(character));
        Assert.DoesNotContain(literal.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
        Assert.InRange(literal.Length, 2, (SlotReader.MaxText * 6) + 3);

        using var json = JsonDocument.Parse(literal);
        Assert.True(json.RootElement.ValueKind is JsonValueKind.String or JsonValueKind.Null);
        Assert.DoesNotContain("\"", json.RootElement.ValueKind == JsonValueKind.String ? literal[1..^1] : "", StringComparison.Ordinal);
    }

    [Fact]
    public void All_at_once_they_stay_within_what_was_checked_at_publish()
    {
        var facts = new CallFacts { Source = CallSourceKind.Sip, CallerName = new string('"', 100_000), Headers = [new("X-Topic", new string('\\', 100_000))] };
        var text = string.Concat(Enumerable.Repeat("{{caller.name|text 500}} {{header.X-Topic|text 500}}", 4));
        var template = InstructionTemplate.Parse(text);

        var rendered = CallAgent.Of(Agent(text), null, facts).Definition.Instructions;

        Assert.InRange(rendered.Length, 4 * 2 * 500 * 6, template.LongestText + CallAgent.Notice.Length + 2);
        Assert.Equal(1, rendered.Split(CallAgent.Notice).Length - 1);
    }

    [Fact]
    public void Rendering_never_throws_and_never_leaves_its_marks_whatever_characters_come()
    {
        var text16 = ArbMap.Default.ArbFor<char[]>().Generator.Select(static characters => new string(characters));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(text16.ToArbitrary(), text =>
        {
            var facts = new CallFacts { Source = CallSourceKind.Sip, CallerName = text };
            var rendered = CallAgent.Of(Agent("{{caller.name}}"), null, facts).Definition.Instructions[(CallAgent.Notice.Length + 2)..];
            return rendered.StartsWith("<caller_data>", StringComparison.Ordinal) && rendered.EndsWith("</caller_data>", StringComparison.Ordinal)
                && rendered.Count(static character => character is '<' or '>') == 4 && !rendered.Any(char.IsControl);
        }));
    }

    private static AgentDefinition Agent(string instructions) => new() { Model = "m", Instructions = instructions };

    private static string Render(JsonElement hostile)
    {
        var value = hostile.TryGetProperty("units", out var units)
            ? string.Concat(units.EnumerateArray().Select(unit => (char)unit.GetInt32()))
            : hostile.GetProperty("value").GetString()!;
        if (hostile.TryGetProperty("repeat", out var repeat))
        {
            value = string.Concat(Enumerable.Repeat(value, repeat.GetInt32()));
        }

        var slot = hostile.GetProperty("slot").GetString()!;
        var facts = new CallFacts { Source = CallSourceKind.Sip };
        facts = slot.Split('|')[0] switch
        {
            "caller.name" => facts with { CallerName = value },
            "caller.number" => facts with { Caller = value },
            "dialled" => facts with { Dialled = value },
            var header => facts with { Headers = [new(header["header.".Length..], value)] },
        };
        return CallAgent.Of(Agent($"{Before}{{{{{slot}}}}}{After}"), null, facts).Definition.Instructions;
    }

    private static Dictionary<string, JsonElement> Corpus()
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(File));
        return document.RootElement.EnumerateArray().Select(static one => one.Clone()).ToDictionary(static one => one.GetProperty("name").GetString()!);
    }
}
