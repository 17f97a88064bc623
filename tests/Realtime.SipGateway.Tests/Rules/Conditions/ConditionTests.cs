using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Load;
using Realtime.SipGateway.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Conditions;

/// <summary>Each kind of condition, alone and turned round, as an admin writes it.</summary>
public class ConditionTests
{
    private const string Sections =
        """
        "lists": { "vip": { "entries": [ "+4930123456", "+1415*", { "number": "+499", "until": "2026-06-01T00:00:00Z" } ] } },
        "hours": { "office": { "time_zone": "Europe/Berlin", "weekly": { "monday": [ "09:00-17:00" ], "friday": [ "22:00-02:00" ] },
                               "special_days": [ { "date": "2026-12-21", "name": "closed" } ] } }
        """;

    private static readonly CallFacts Call = new()
    {
        Source = CallSourceKind.Sip,
        Trunk = "carrier",
        Dialled = "+15550100",
        Caller = "+49 30 123456",
        MediaSecurity = "srtp",

        // A Monday, 10:30 in Berlin.
        At = new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero),
        Headers = [new("X-Class", "Gold"), new("X-Class", "platinum-7"), new("User-Agent", "Asterisk PBX 20")],
        Load = new CallLoad(100, 20, 3, new Dictionary<string, int> { ["desk"] = 5 }),
    };

    [Theory]
    [InlineData("""{ "caller": [ "list:vip" ] }""", true)]
    [InlineData("""{ "dialled": [ "list:vip" ] }""", false)]
    [InlineData("""{ "caller": [ "country:DE" ] }""", true)]
    [InlineData("""{ "caller": [ "country:de", "+1*" ] }""", true)]
    [InlineData("""{ "caller": [ "country:AT" ] }""", false)]
    [InlineData("""{ "dialled": [ "country:US" ] }""", true)]
    [InlineData("""{ "source": [ "sip", "web_rtc" ] }""", true)]
    [InlineData("""{ "source": [ "webhook" ] }""", false)]
    [InlineData("""{ "media": [ "srtp" ] }""", true)]
    [InlineData("""{ "media": [ "rtp", "none" ] }""", false)]
    [InlineData("""{ "headers": { "x-class": [ "gold" ] } }""", true)]
    [InlineData("""{ "headers": { "X-Class": [ "Platinum*" ] } }""", true)]
    [InlineData("""{ "headers": { "X-Class": [ "silver" ] } }""", false)]
    [InlineData("""{ "headers": { "X-Class": [ "*" ], "User-Agent": [ "regex:PBX [0-9]+$" ] } }""", true)]
    [InlineData("""{ "headers": { "User-Agent": [ "regex:pbx [0-9]+$" ] } }""", false)]
    [InlineData("""{ "headers": { "User-Agent": [ "regex:(?i)^asterisk" ] } }""", true)]
    [InlineData("""{ "headers": { "X-Absent": [ "*" ] } }""", false)]
    [InlineData("""{ "hours": [ "office" ] }""", true)]
    [InlineData("""{ "time": [ { "time_zone": "Europe/Berlin", "days": [ "monday" ], "between": [ "10:00-11:00" ] } ] }""", true)]
    [InlineData("""{ "time": [ { "time_zone": "UTC", "between": [ "10:00-11:00" ] } ] }""", false)]
    [InlineData("""{ "time": [ { "time_zone": "UTC", "from": "2026-11-23", "through": "2026-11-23" } ] }""", true)]
    [InlineData("""{ "time": [ { "time_zone": "UTC", "through": "2026-11-22" }, { "time_zone": "UTC", "days": [ "tuesday" ] } ] }""", false)]
    [InlineData("""{ "load": { "calls": { "at_least": 100 }, "trunk": { "below": 21 } } }""", true)]
    [InlineData("""{ "load": { "calls": { "at_least": 101 } } }""", false)]
    [InlineData("""{ "load": { "agents": { "desk": { "at_least": 5, "below": 6 } } } }""", true)]
    [InlineData("""{ "load": { "agents": { "desk": { "below": 5 } } } }""", false)]
    [InlineData("""{ "load": { "caller_per_hour": { "at_least": 3 } } }""", true)]
    [InlineData("""{ "load": { "caller_per_hour": { "at_least": 4 } } }""", false)]
    [InlineData("""{ "split": { "percent": 100 } }""", true)]
    [InlineData("""{ "split": { "percent": 0 } }""", false)]
    public void A_condition_holds_or_not_and_under_not_it_is_turned_round(string when, bool holds)
    {
        Assert.Equal(holds, Matches(when, Call));
        Assert.Equal(!holds, Matches($$"""{ "not": {{when}} }""", Call));
    }

    [Fact]
    public void None_of_the_conditions_under_not_may_hold()
    {
        Assert.False(Matches("""{ "not": { "caller": [ "list:vip" ], "dialled": [ "+49*" ] } }""", Call));
        Assert.False(Matches("""{ "trunk": [ "carrier" ], "not": { "caller": [ "+1*" ], "hours": [ "office" ] } }""", Call));
        Assert.True(Matches("""{ "trunk": [ "carrier" ], "not": { "caller": [ "+1*", "anonymous" ], "media": [ "rtp" ] } }""", Call));
    }

    [Fact]
    public void An_entry_of_a_list_counts_until_its_end()
    {
        var caller = Call with { Caller = "+499" };

        Assert.False(Matches("""{ "caller": [ "list:vip" ] }""", caller));
        Assert.True(Matches("""{ "caller": [ "list:vip" ] }""", caller with { At = new DateTimeOffset(2026, 5, 31, 23, 59, 59, TimeSpan.Zero) }));
    }

    [Fact]
    public void A_call_whose_time_is_unknown_is_within_no_hours()
    {
        Assert.False(Matches("""{ "hours": [ "office" ] }""", Call with { At = null }));
        Assert.False(Matches("""{ "time": [ { "time_zone": "UTC", "days": [ "monday" ] } ] }""", Call with { At = null }));
    }

    [Theory]
    [InlineData("2026-03-29T00:59:00Z", false)] // 01:59 in Berlin
    [InlineData("2026-03-29T01:00:00Z", true)] // 03:00: the clock goes from 02:00 to 03:00, an interval from 02:30 has begun
    [InlineData("2026-10-25T00:15:00Z", false)] // 02:15, for the first time
    [InlineData("2026-10-25T00:45:00Z", true)] // 02:45
    [InlineData("2026-10-25T01:15:00Z", false)] // 02:15 again, an hour later
    [InlineData("2026-10-25T01:45:00Z", true)] // 02:45 again
    [InlineData("2026-10-25T02:00:00Z", true)] // 03:00
    public void Windows_follow_the_clock_on_the_wall_when_it_is_put_forward_and_back(string at, bool holds) => Assert.Equal(
        holds,
        Matches("""{ "time": [ { "time_zone": "Europe/Berlin", "between": [ "02:30-04:00" ] } ] }""", Call with { At = DateTimeOffset.Parse(at, null) }));

    [Theory]
    [InlineData("2026-11-20T21:30:00Z", true)] // Friday 22:30
    [InlineData("2026-11-21T00:59:00Z", true)] // Saturday 01:59: Friday's interval
    [InlineData("2026-11-21T01:00:00Z", false)]
    [InlineData("2026-11-21T21:30:00Z", false)] // Saturday 22:30
    public void An_interval_beyond_midnight_belongs_to_the_day_on_which_it_begins(string at, bool holds)
    {
        var then = Call with { At = DateTimeOffset.Parse(at, null) };

        Assert.Equal(holds, Matches("""{ "time": [ { "time_zone": "Europe/Berlin", "days": [ "friday" ], "between": [ "22:00-02:00" ] } ] }""", then));
        Assert.Equal(holds, Matches("""{ "hours": [ "office" ] }""", then));
    }

    [Fact]
    public void A_holiday_closes_what_begins_on_it()
    {
        var monday = Call with { At = new DateTimeOffset(2026, 12, 21, 9, 30, 0, TimeSpan.Zero) };

        var decision = Decide("""{ "hours": [ "office" ] }""", monday);

        Assert.Equal("otherwise", decision.Rule);
        Assert.Contains("closed", decision.Reasons!.Rules[0].Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_takes_its_share_and_always_the_same_callers()
    {
        var callers = Enumerable.Range(0, 2_000).Select(number => Call with { Caller = $"+4930{number:0000000}" }).ToList();

        var few = callers.Where(caller => Matches("""{ "split": { "percent": 10 } }""", caller)).ToList();
        var more = callers.Where(caller => Matches("""{ "split": { "percent": 25 } }""", caller)).ToHashSet();

        Assert.InRange(few.Count, 130, 270);
        Assert.InRange(more.Count, 400, 600);
        Assert.All(few, caller => Assert.Contains(caller, more));
        Assert.Equal(few, callers.Where(caller => Matches("""{ "split": { "percent": 10 } }""", caller)));
    }

    [Fact]
    public void Splits_with_the_same_key_divide_in_the_same_way_and_others_do_not()
    {
        var callers = Enumerable.Range(0, 200).Select(number => Call with { Caller = $"+4930{number:0000000}" }).ToList();
        var policy = PolicyText.Publish(PolicyText.WithRules(
            """{ "name": "a", "when": { "split": { "percent": 50, "key": "june" } }, "reject": { } }""",
            """{ "name": "b", "when": { "split": { "percent": 50, "key": "june" } }, "reject": { } }""",
            """{ "name": "c", "when": { "split": { "percent": 50 } }, "reject": { } }""",
            PolicyText.LastRule));

        var rules = callers.Select(caller => RuleEngine.Decide(policy, caller, "openai").Rule).ToHashSet();

        Assert.Equal(["a", "c", "otherwise"], rules.Order());
    }

    [Fact]
    public void Withheld_callers_are_divided_call_by_call()
    {
        var time = TimeProvider.System;
        var calls = Enumerable.Range(0, 200).Select(_ => Call with { Caller = "", Id = CallId.New(time) }).ToList();

        Assert.InRange(calls.Count(call => Matches("""{ "split": { "percent": 50 } }""", call)), 60, 140);
    }

    [Fact]
    public void A_hostile_header_costs_an_expression_no_more_than_others()
    {
        var hostile = Call with { Headers = [new("X-Class", new string('a', 100_000))] };

        Assert.False(Matches("""{ "headers": { "X-Class": [ "regex:^(a+)+$b", "regex:(a|aa)+c" ] } }""", hostile));
    }

    private static bool Matches(string when, CallFacts facts) => Decide(when, facts).Rule == "special";

    private static CallDecision Decide(string when, CallFacts facts)
    {
        var rule = $$"""{ "name": "special", "when": {{when}}, "reject": {} }""";
        var policy = PolicyText.Publish($$"""{ {{PolicyText.Agents}}, {{Sections}}, "rules": [ {{rule}}, {{PolicyText.LastRule}} ] }""");
        return RuleEngine.Decide(policy, facts, "openai");
    }
}
