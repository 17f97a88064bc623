using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Sideband;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>Pauses that take much longer than they were to, as on a machine that was stopped for a while.</summary>
public sealed class SidebandConnectionTests
{
    private static readonly RealtimeCallId Session = RealtimeCallId.Parse("rtc_1");

    [Fact]
    public async Task A_pause_before_attaching_again_that_outlasts_the_deadline_is_a_failed_try()
    {
        var connector = new FakeConnector();
        var connection = new SidebandConnection(connector, new SidebandOptions(), new LateTimeProvider());
        var result = await connection.ReattachAsync("openai", Session, SidebandCloseMeaning.NetworkLost, TestContext.Current.CancellationToken);

        Assert.Null(result.Socket);
        Assert.False(result.IsGone);
        Assert.Equal(0, connector.Tries);
    }

    [Fact]
    public async Task A_pause_between_tries_that_outlasts_the_deadline_ends_them_with_what_the_service_said()
    {
        var connector = new FakeConnector();
        connector.Refuse(500);
        var connection = new SidebandConnection(connector, new SidebandOptions(), new LateTimeProvider());
        var result = await connection.AttachAsync("openai", Session, TestContext.Current.CancellationToken);

        Assert.Null(result.Socket);
        Assert.Equal((500, 1), (result.Status, connector.Tries));
    }

    /// <summary>Its short timers fire a minute late; its long ones never.</summary>
    private sealed class LateTimeProvider : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero || dueTime >= TimeSpan.FromSeconds(2))
            {
                return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            Interlocked.Add(ref _now, 60_000);
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
