using System.Globalization;
using Realtime.SipGateway.Rules.Hours;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Hours;

public sealed class OpeningHoursTests
{
    private const string Office = """
        "time_zone": "Europe/Berlin",
        "weekly": { "monday": ["09:00-12:00", "13:00-17:30"], "friday": ["09:00-15:00", "22:00-02:00"], "sunday": ["00:00-24:00"] },
        "special_days": [
            { "date": "12-25", "name": "Christmas" },
            { "date": "2026-07-06", "through": "2026-07-17", "name": "holidays" },
            { "date": "2026-06-05", "open": ["10:00-11:00"] }
        ]
        """;

    [Theory]
    [InlineData("2026-06-01T07:00:00Z", true)] // Monday 09:00 in summer
    [InlineData("2026-06-01T06:59:59Z", false)]
    [InlineData("2026-06-01T10:30:00Z", false)] // lunch
    [InlineData("2026-06-01T15:29:00Z", true)]
    [InlineData("2026-06-01T15:30:00Z", false)]
    [InlineData("2026-11-30T07:30:00Z", false)] // Monday 08:30 in winter
    [InlineData("2026-11-30T08:00:00Z", true)]
    [InlineData("2026-06-02T10:00:00Z", false)] // Tuesday
    [InlineData("2026-06-12T23:59:00Z", true)] // Friday's night: Saturday 01:59
    [InlineData("2026-06-13T00:00:00Z", false)]
    [InlineData("2026-06-06T22:30:00Z", true)] // Sunday 00:30
    [InlineData("2026-06-07T22:00:00Z", false)] // Monday 00:00
    [InlineData("2026-07-13T08:00:00Z", false)] // Monday of the holidays
    [InlineData("2026-07-20T08:00:00Z", true)]
    [InlineData("2026-12-25T10:00:00Z", false)] // a Friday
    [InlineData("2026-06-05T08:30:00Z", true)] // Friday with other hours
    [InlineData("2026-06-05T10:00:00Z", false)]
    [InlineData("2026-06-05T20:30:00Z", false)]
    public void Hours_follow_the_clock_of_their_zone(string at, bool open) =>
        Assert.Equal(open, Hours().IsOpen(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));

    [Fact]
    public void What_the_evening_before_left_open_stays_open_on_a_holiday()
    {
        var hours = new OpeningHours(new HoursDefinition
        {
            TimeZone = "Europe/Berlin",
            Weekly = new WeeklyHoursDefinition { Thursday = ["20:00-03:00"], Friday = ["20:00-03:00"] },
            SpecialDays = [new SpecialDayDefinition { Date = "12-25", Name = "Christmas" }],
        });

        Assert.True(hours.IsOpen(DateTimeOffset.Parse("2026-12-25T02:30:00+01:00", CultureInfo.InvariantCulture)));
        Assert.False(hours.IsOpen(DateTimeOffset.Parse("2026-12-25T21:00:00+01:00", CultureInfo.InvariantCulture)));
        Assert.False(hours.IsOpen(DateTimeOffset.Parse("2026-12-26T01:00:00+01:00", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("2026-10-25T00:30:00Z", true)] // 02:30 for the first time
    [InlineData("2026-10-25T01:30:00Z", true)] // 02:30 again
    [InlineData("2026-10-25T02:00:00Z", false)] // 03:00
    [InlineData("2026-03-29T00:59:00Z", false)] // 01:59, then the clock says 03:00
    [InlineData("2026-03-29T01:00:00Z", false)]
    public void The_hour_that_comes_twice_is_open_twice_and_the_one_that_is_left_out_never(string at, bool open)
    {
        var hours = new OpeningHours(new HoursDefinition { TimeZone = "Europe/Berlin", Weekly = new WeeklyHoursDefinition { Sunday = ["02:00-03:00"] } });

        Assert.Equal(open, hours.IsOpen(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_reason_names_the_clock_and_the_holiday()
    {
        Assert.Equal(
            (false, "Fri 2026-12-25 10:00 Europe/Berlin is outside the opening hours (Christmas)"),
            Hours().StateAt(DateTimeOffset.Parse("2026-12-25T09:00:00Z", CultureInfo.InvariantCulture)));
        Assert.Equal(
            (true, "Mon 2026-06-01 09:00 Europe/Berlin is within 09:00-12:00"),
            Hours().StateAt(DateTimeOffset.Parse("2026-06-01T07:00:00Z", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Every_fault_of_opening_hours_is_told_with_its_place()
    {
        var faults = Read("""
            "time_zone": "Europe/Berln",
            "weekly": { "monday": ["9:00-17:00", "09:00-12:00", "11:59-13:00"] },
            "special_days": [
                { "date": "2026-02-29" }, { "date": "12-25", "through": "2026-12-26" }, { "date": "2026-12-24", "through": "2026-12-23" },
                { "date": "2026-12-24", "open": ["25:00-26:00"] }
            ]
            """).Faults;

        Assert.Equal(
            [
                "hours.office.time_zone", "hours.office.weekly.monday[0]", "hours.office.weekly.monday[2]", "hours.office.special_days[0].date",
                "hours.office.special_days[1].through", "hours.office.special_days[2].through", "hours.office.special_days[3].open[0]",
            ],
            faults.Select(fault => fault.Path));
        Assert.Contains("Europe/Berlin", faults[0].Suggestion, StringComparison.Ordinal);
    }

    private static OpeningHours Hours() => new(Read(Office).Document!.Hours["office"]);

    private static SipGateway.Rules.PolicyReadResult Read(string hours) =>
        PolicyText.Read($$"""{ {{PolicyText.Agents}}, "hours": { "office": { {{hours}} } }, "rules": [ {{PolicyText.LastRule}} ] }""");
}
