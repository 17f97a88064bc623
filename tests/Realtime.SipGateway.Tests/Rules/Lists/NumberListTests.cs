using System.Globalization;
using Realtime.SipGateway.Rules.Lists;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Lists;

public sealed class NumberListTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-06-01T12:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public void A_list_holds_numbers_and_entries_with_notes()
    {
        var list = Read(""" "entries": ["+49 30 1234", { "number": "+1900*", "note": "premium", "until": "2026-12-31T00:00:00+01:00" }] """).Document!.Lists["vip"];

        Assert.Equal([new NumberListEntry("+49 30 1234"), new NumberListEntry("+1900*", "premium", "2026-12-31T00:00:00+01:00")], list.Entries);
    }

    [Theory]
    [InlineData("+49301234", "+49 30 1234")]
    [InlineData("+19005550100", "+1900555*")]
    [InlineData("+19001", "+1900*")]
    [InlineData("FRONT.DESK", "front.desk")]
    [InlineData("+4930123", null)]
    [InlineData("+1800", null)]
    [InlineData("+4412", null)]
    [InlineData("", null)]
    public void The_longest_entry_that_names_a_number_is_found(string number, string? entry)
    {
        var index = new NumberListIndex(new NumberListDefinition
        {
            Entries = [new("+49 30 1234"), new("+1900*"), new("+1900555*"), new("front.desk"), new("+44*", null, "2026-06-01T12:00:00Z")],
        });

        Assert.Equal(entry, index.Find(number, Now)?.Number);
    }

    [Fact]
    public void An_entry_counts_until_its_end_and_a_shorter_one_after()
    {
        var index = new NumberListIndex(new NumberListDefinition { Entries = [new("+44*"), new("+4420", null, "2026-06-01T14:00:00+02:00")] });

        Assert.Equal("+4420", index.Find("+4420", Now.AddSeconds(-1))?.Number);
        Assert.Equal("+44*", index.Find("+4420", Now)?.Number);
    }

    [Fact]
    public void Every_fault_of_a_list_is_told_with_its_place()
    {
        var faults = Read(""" "entries": ["+1 900", "+1900", "*", "+1*5", 7, { "number": "+2", "until": "tomorrow" }, { "number": "+3", "until": "2026-12-31T00:00:00" }] """).Faults;

        Assert.Contains(faults, fault => fault.Path == "lists.vip.entries[3]" && fault.Why == "has the wrong form");
        Assert.Contains(faults, fault => fault.Path == "lists.vip.entries[4]" && fault.Suggestion == "expected string or object");

        faults = Read(""" "entries": ["+1 900", "+1900", "*", { "number": "+2", "until": "tomorrow" }, { "number": "+3", "until": "2026-12-31T00:00:00" }] """).Faults;

        Assert.Equal(
            [
                ("lists.vip.entries[1]", "stands here twice"), ("lists.vip.entries[2]", "names every number"),
                ("lists.vip.entries[3].until", "is no time with an offset"), ("lists.vip.entries[4].until", "is no time with an offset"),
            ],
            faults.Select(fault => (fault.Path, fault.Why)));
    }

    [Fact]
    public void An_unknown_property_of_an_entry_is_told_with_the_nearest_name() => Assert.Contains(
        Read(""" "entries": [{ "numer": "+1" }] """).Faults,
        fault => fault.Path == "lists.vip.entries[0].numer" && fault.Suggestion!.Contains("number", StringComparison.Ordinal));

    [Fact]
    public void Ten_thousand_entries_are_read()
    {
        var entries = string.Join(",", Enumerable.Range(0, 10_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"\"+4930{number:0000000}\"")));

        Assert.Equal(10_000, Read($""" "entries": [{entries}] """).Document!.Lists["vip"].Entries.Count);
    }

    private static SipGateway.Rules.PolicyReadResult Read(string list) =>
        PolicyText.Read($$"""{ {{PolicyText.Agents}}, "lists": { "vip": { {{list}} } }, "rules": [ {{PolicyText.LastRule}} ] }""");
}
