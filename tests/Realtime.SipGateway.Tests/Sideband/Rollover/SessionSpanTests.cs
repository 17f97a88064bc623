using Realtime.SipGateway.Sideband.Rollover;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Rollover;

public sealed class SessionSpanTests
{
    private static readonly DateTimeOffset Began = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly SessionSpan Hour = new(Began, Began.AddHours(1));

    [Fact]
    public void The_usual_hour_is_warned_of_and_left_as_long_before_its_end_as_the_policy_says()
    {
        Assert.Equal(Began.AddMinutes(57), Hour.WarnAt(TimeSpan.FromMinutes(3)));
        Assert.Equal(Began.AddMinutes(58.5), Hour.LeaveAt(TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public void A_short_session_is_not_spent_with_farewells()
    {
        var minute = new SessionSpan(Began, Began.AddMinutes(1));

        Assert.Equal(Began.AddSeconds(30), minute.WarnAt(TimeSpan.FromMinutes(3)));
        Assert.Equal(Began.AddSeconds(45), minute.LeaveAt(TimeSpan.FromSeconds(90)));
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(59, 59)]
    [InlineData(60, 60)]
    [InlineData(62, 60)]
    [InlineData(120, 120)]
    public void What_the_service_names_counts_and_a_few_minutes_more_are_another_clock(int named, int ends) =>
        Assert.Equal(Began.AddMinutes(ends), Hour.EndingAt(Began.AddMinutes(named), Began.AddMinutes(1))!.Value.Ends);

    [Theory]
    [InlineData(1)]
    [InlineData(-60)]
    [InlineData(100_000)]
    public void An_end_that_cannot_be_is_none(int named) => Assert.Null(Hour.EndingAt(Began.AddMinutes(named), Began.AddMinutes(1)));
}
