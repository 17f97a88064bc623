using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Load;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Conditions;
using Realtime.SipGateway.Rules.Hours;
using Realtime.SipGateway.Rules.Lists;

namespace Realtime.SipGateway.Tests.Rules.Oracle;

/// <summary>Policies and calls from few enough words that they often meet.</summary>
internal static class RuleGenerators
{
    private static readonly string[] Numbers = ["+4930123456", "+49 (30) 123-456", "+43123456", "+15550100", "+18765550100", "+442071234567", "+441534123456", "alice", "030123456"];

    private static readonly string[] Patterns =
    [
        "+4930123456", "+49*", "+49 30 *", "+1*", "+155*", "+44*", "+43123456", "*", "Alice", "al*", "anonymous", "list:vip", "list:spam", "country:DE", "country:us",
        "country:GB", "country:JE", "+9999", "0*",
    ];

    private static readonly Gen<IReadOnlyList<string>> PatternLists = SomeOf(Patterns);

    private static readonly Gen<LoadLimit> Limits =
        from low in Maybe(Gen.Choose(0, 4).Select(number => (int?)number))
        from more in Gen.Choose(1, 3)
        from bounded in Gen.Elements(true, false)
        select bounded || low is null ? new LoadLimit(low, (low ?? 0) + more) : new LoadLimit(low);

    private static readonly Gen<LoadConditions> Loads =
        from calls in Maybe(Limits)
        from trunk in Maybe(Limits)
        from caller in Maybe(Limits)
        from agent in Limits
        select new LoadConditions { Calls = calls, Trunk = trunk, CallerPerHour = caller, Agents = new Dictionary<string, LoadLimit> { ["desk"] = agent } };

    private static readonly Gen<TimeWindowDefinition> Windows =
        from zone in Gen.Elements("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC")
        from days in Maybe(SomeOf("monday", "friday", "saturday", "sunday"))
        from between in Maybe(SomeOf("09:00-17:00", "22:00-02:30", "02:00-03:00", "00:00-24:00", "23:59-00:01"))
        from first in Maybe(Gen.Elements("2026-03-29", "2026-10-25"))
        from last in Maybe(Gen.Elements("2026-10-25", "2026-12-25"))
        select new TimeWindowDefinition { TimeZone = zone, Days = days, Between = between, From = first, Through = last };

    private static readonly Gen<IReadOnlyDictionary<string, IReadOnlyList<string>>> Headers =
        from name in Gen.Elements("X-Class", "x-class", "User-Agent")
        from patterns in SomeOf("gold", "GOLD*", "*", "regex:^g.*d$", "regex:[0-9]{2,}", "silver")
        select (IReadOnlyDictionary<string, IReadOnlyList<string>>)new Dictionary<string, IReadOnlyList<string>> { [name] = patterns };

    private static readonly Gen<RuleConditions> Conditions =
        from dialled in Maybe(PatternLists)
        from caller in Maybe(PatternLists)
        from trunk in Maybe(SomeOf("carrier", "Car*", "other", "*"))
        from words in Gen.Choose(0, 9)
        from headers in Rarely(Headers)
        from time in Rarely(Windows.NonEmptyListOf().Select(windows => (IReadOnlyList<TimeWindowDefinition>)[.. windows.Take(2)]))
        from hours in Rarely(SomeOf("office", "night"))
        from load in Rarely(Loads)
        from split in Rarely(from percent in Gen.Choose(0, 100) from key in Maybe(Gen.Constant("june")) select new SplitDefinition(percent, key))
        select new RuleConditions
        {
            Dialled = dialled,
            Caller = caller,
            Trunk = trunk,
            Verstat = words == 0 ? ["TN-Validation-Passed"] : words == 1 ? ["No-TN-Validation"] : null,
            Attestation = words == 2 ? ["A", "B"] : null,
            Source = words == 3 ? ["sip"] : words == 4 ? ["webhook", "web_rtc"] : null,
            Media = words == 5 ? ["srtp"] : null,
            Headers = headers,
            Time = time,
            Hours = hours,
            Load = load,
            Split = split,
        };

    public static readonly Gen<PolicyDocument> Documents =
        from rules in (from when in Conditions from without in Rarely(Conditions) select when with { Not = without }).ListOf()
        select new PolicyDocument
        {
            Agents = new Dictionary<string, AgentDefinition> { ["desk"] = new() { Model = "m", Instructions = "i" } },
            Lists = new Dictionary<string, NumberListDefinition>
            {
                ["vip"] = new() { Entries = [new("+4930123456"), new("+1*", Until: "2026-06-01T00:00:00Z"), new("alice")] },
                ["spam"] = new() { Entries = [new("+44*"), new("+43 123 456"), new("+4415*", Until: "2026-11-01T00:00:00Z")] },
            },
            Hours = new Dictionary<string, HoursDefinition>
            {
                ["office"] = new()
                {
                    TimeZone = "Europe/Berlin",
                    Weekly = new WeeklyHoursDefinition { Monday = ["09:00-17:00"], Friday = ["08:00-12:00", "22:00-03:00"], Sunday = ["01:00-03:30"] },
                    SpecialDays = [new() { Date = "12-25", Open = ["23:00-01:00"] }, new() { Date = "2026-10-23" }],
                },
                ["night"] = new() { TimeZone = "America/New_York", Weekly = new WeeklyHoursDefinition { Sunday = ["22:00-06:00"] } },
            },
            Rules =
            [
                .. rules.Select((when, index) => new RuleDefinition { Name = $"r{index}", When = when, Reject = new RejectAction() }),
                new RuleDefinition { Name = "otherwise", Accept = new AcceptAction("desk") },
            ],
        };

    public static readonly Gen<CallFacts> Facts =
        from dialled in Gen.Elements(Numbers)
        from caller in Gen.Elements([.. Numbers, ""])
        from trunk in Gen.Elements("carrier", "CARRIER", "cargo", null)
        from source in Gen.Elements(Enum.GetValues<CallSourceKind>())
        from words in Gen.Choose(0, 5)
        from minutes in Gen.Choose(0, 366 * 24 * 60)
        from edge in Gen.Elements(-1, 0, 1, 2, 3)
        from counts in Gen.Choose(0, 5).ListOf(4)
        from header in Gen.Elements("gold", " Goldfish ", "grd", "silver", "12", "")
        select new CallFacts
        {
            Source = source,
            Dialled = dialled,
            Caller = caller,
            Trunk = trunk,
            SipCallId = minutes.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Verstat = words == 0 ? "TN-Validation-Passed" : words == 1 ? "TN-Validation-Failed" : null,
            Attestation = words == 0 ? "A" : words == 2 ? "C" : null,
            MediaSecurity = words == 3 ? "srtp" : words == 4 ? "rtp" : null,
            At = words == 5 ? null : At(edge, minutes),
            Load = counts[0] == 5 ? null : new CallLoad(counts[0], counts[1], counts[2], new Dictionary<string, int> { ["desk"] = counts[3] }),
            Headers = header.Length == 0 ? [] : [new("Via", "x"), new("X-CLASS", header)],
        };

    /// <summary>Some minute of 2026, or one around a change of the clocks in Berlin, or around a holiday's midnight.</summary>
    private static DateTimeOffset At(int edge, int minutes) => edge switch
    {
        0 => new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes % 240),
        1 => new DateTimeOffset(2026, 10, 25, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes % 240),
        2 => new DateTimeOffset(2026, 12, 25, 21, 0, 0, TimeSpan.Zero).AddMinutes(minutes % 360),
        3 => new DateTimeOffset(2026, 10, 23, 18, 0, 0, TimeSpan.Zero).AddMinutes(minutes % 720),
        _ => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes),
    };

    private static Gen<IReadOnlyList<string>> SomeOf(params string[] words) =>
        Gen.Elements(words).NonEmptyListOf().Select(chosen => (IReadOnlyList<string>)[.. chosen.Take(3)]);

    private static Gen<T?> Maybe<T>(Gen<T> some) => Sometimes(some, 2);

    private static Gen<T?> Rarely<T>(Gen<T> some) => Sometimes(some, 6);

    private static Gen<T?> Sometimes<T>(Gen<T> some, int one) =>
        from dice in Gen.Choose(1, one)
        from value in dice == 1 ? some.Select(value => (T?)value) : Gen.Constant(default(T?))
        select value;
}
