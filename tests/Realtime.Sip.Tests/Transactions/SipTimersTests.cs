using Realtime.Sip.Transactions;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

public sealed class SipTimersTests
{
    [Fact]
    public void The_defaults_are_those_of_RFC_3261_table_4()
    {
        var timers = SipTimers.Default;

        Assert.Equal(TimeSpan.FromMilliseconds(500), timers.T1);
        Assert.Equal(TimeSpan.FromSeconds(4), timers.T2);
        Assert.Equal(TimeSpan.FromSeconds(5), timers.T4);
        Assert.All(
            [timers.TimerB, timers.TimerD, timers.TimerF, timers.TimerH, timers.TimerJ, timers.TimerL, timers.TimerM, timers.TimerCancel, timers.NonInviteAnswer],
            value => Assert.Equal(TimeSpan.FromSeconds(32), value));
        Assert.All([timers.TimerI, timers.TimerK], value => Assert.Equal(timers.T4, value));
        Assert.True(timers.TimerC > TimeSpan.FromMinutes(3));
        Assert.True(timers.InviteAnswer > timers.TimerC);
        Assert.Equal(TimeSpan.FromMilliseconds(200), timers.InviteTrying);
    }

    [Fact]
    public void The_100_of_a_non_INVITE_waits_until_Timer_E_has_grown_to_T2() =>
        Assert.Equal(TimeSpan.FromSeconds(0.5 + 1 + 2), SipTimers.Default.NonInviteTrying);

    [Fact]
    public void Shorter_base_values_shorten_what_grows_from_them()
    {
        var timers = new SipTimers { T1 = TimeSpan.FromMilliseconds(10) };

        Assert.Equal(TimeSpan.FromMilliseconds(640), timers.TimerB);
        Assert.Equal(TimeSpan.FromMilliseconds(10), timers.TimerG);
    }
}
