using Realtime.SipGateway.Calls.Budget;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls.Budget;

public sealed class SpendingDayTests
{
    /// <summary>Days on which the clocks change have 23 and 25 hours; in Cairo they leap over midnight, in Havana they pass it twice.</summary>
    [Theory]
    [InlineData("UTC", 2026, 11, 21, "2026-11-21T00:00", 24)]
    [InlineData("Europe/Berlin", 2026, 3, 29, "2026-03-28T23:00", 23)]
    [InlineData("Europe/Berlin", 2026, 10, 25, "2026-10-24T22:00", 25)]
    [InlineData("Africa/Cairo", 2024, 4, 26, "2024-04-25T22:00", 23)]
    [InlineData("America/Havana", 2024, 11, 3, "2024-11-03T04:00", 25)]
    [InlineData("Asia/Kathmandu", 2026, 11, 21, "2026-11-20T18:15", 24)]
    public void A_day_is_as_long_as_its_people_have_it(string zone, int year, int month, int date, string from, int hours)
    {
        var day = SpendingDay.Of(new DateOnly(year, month, date), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal((from, TimeSpan.FromHours(hours)), (day.From.ToString("yyyy-MM-ddTHH:mm", null), day.Until - day.From));
        Assert.Equal((true, true, false), (day.Has(day.From), day.Has(day.Until.AddTicks(-1)), day.Has(day.Until)));
    }

    [Fact]
    public void Every_quarter_of_a_year_belongs_to_the_day_that_the_calendar_says()
    {
        foreach (var zone in (string[])["Europe/Berlin", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe", "America/St_Johns"])
        {
            var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
            for (var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero); at.Year == 2024; at = at.AddMinutes(15))
            {
                var day = SpendingDay.Of(at, info);
                Assert.True(day.Has(at), $"{zone} {at:o}: {day}");
            }
        }
    }
}
