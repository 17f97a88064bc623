using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class StoreStartTests(StoreProvider provider) : StoreTestBase(provider)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 11, 59, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_call_that_was_open_when_the_gateway_died_gets_its_end_and_its_record()
    {
        await using var before = await OpenAsync();
        var open = CallId.New(TimeProvider.System);
        var over = CallId.New(TimeProvider.System);
        before.Events.Append(new CallEvent(open, 1, Start, "node-2", new InviteReceived("t", "s", "udp", "+1", "+2", null, "abc", "srtp")));
        before.Events.Append(new CallEvent(open, 2, Start.AddSeconds(1), "node-2", new AcceptSent(RealtimeCallId.Parse("rtc_1"), "desk", "m")));
        before.Events.Append(new CallEvent(open, 3, Start.AddSeconds(2), "node-2", new CallAnswered(1, "srtp", 2_000)));
        before.Events.Append(new CallEvent(over, 1, Start, "node-2", new CallEnded(CallOutcome.CallerHungUp)));
        before.Events.Save(new CallRecord { CallId = over, StartedAt = Start, Cause = CallCause.CallerHungUp });
        await before.Claims.TryClaimAsync(new WebhookClaim("wh_1", "openai", RealtimeCallId.Parse("rtc_1"), open, Start), Token);
        await before.Claims.DecideAsync("wh_1", "accepted", Token);
        await before.Events.FlushAsync(Token);
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before);

        var record = await after.Events.FindRecordAsync(open, Token);
        Assert.Equal((CallEndedBy.Gateway, CallCause.GatewayCrashed), (record!.EndedBy, record.Cause));
        Assert.Equal(("+1", "desk", 4), (record.Dialled, record.Agent, ((await ReadAsync(after, open)).Count)));
        Assert.Equal(after.Time.GetUtcNow(), record.EndedAt);
        Assert.Contains("2026-11-21T11:59:02", record.Reason, StringComparison.Ordinal);
        Assert.Equal(CallCause.CallerHungUp, (await after.Events.FindRecordAsync(over, Token))!.Cause);
        Assert.Single(await ReadAsync(after, over));

        // Its session is ended by the webhooks' recovery: the claim is undecided again.
        Assert.Equal("wh_1", Assert.Single(await after.Claims.UndecidedAsync(Token)).WebhookId);
        Assert.Contains(after.Log.Lines, line => line.Id.Id == 8006);
    }

    [Fact]
    public async Task A_crashed_call_is_ended_once()
    {
        await using var first = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        first.Events.Append(new CallEvent(call, 1, Start, "node-2", new Ringing()));
        await first.Writer.StopAsync(Token);
        await using (var second = await OpenAsync(first))
        {
            await second.Writer.StopAsync(Token);
        }

        await using var third = await OpenAsync(first);

        Assert.Equal(2, (await ReadAsync(third, call)).Count);
    }

    [Fact]
    public async Task A_long_stop_does_not_make_a_long_call()
    {
        await using var first = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        first.Events.Append(new CallEvent(call, 1, Start.AddDays(-3), "node-2", new CallAnswered(1, null, 1)));
        await first.Writer.StopAsync(Token);

        await using var second = await OpenAsync(first);

        Assert.Equal(3_600, (await second.Events.FindRecordAsync(call, Token))!.DurationSeconds);
    }
}
