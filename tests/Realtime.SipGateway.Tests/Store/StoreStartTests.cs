using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Calls;
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

    [Theory]
    [InlineData(StoreNumbers.Full)]
    [InlineData(StoreNumbers.Last4)]
    public async Task The_dialogs_of_a_crashed_call_wait_unmasked_for_who_hangs_them_up(StoreNumbers numbers)
    {
        await using var before = await OpenAsync(configure: options => options.Numbers = numbers);
        var call = CallId.New(TimeProvider.System);
        before.Events.Append(new CallEvent(call, 1, Start, "node-2", new InviteReceived("carrier", "s", "udp", "+1", "+15550199", null, "abc", "srtp")));
        before.Events.Append(new CallEvent(call, 2, Start, "node-2", State("sip:+15550199@carrier.example")));
        await before.Events.FlushAsync(Token);
        Assert.Equal(numbers == StoreNumbers.Full ? 0L : 1L, before.Scalar("SELECT count(*) FROM live_events"));
        Assert.Equal(numbers == StoreNumbers.Full, ((DialogState)(await ReadAsync(before, call))[1].Data).RemoteUri.Contains("5550199", StringComparison.Ordinal));
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before, configure: options => options.Numbers = numbers);

        var dead = Assert.Single(await after.DeadCalls.ListAsync(Token));
        Assert.Equal((call, "carrier", 3L, "sip:+15550199@carrier.example"), (dead.Id, dead.Trunk, dead.Sequence, Assert.Single(dead.Legs).RemoteUri));
        Assert.Equal(0L, after.Scalar("SELECT count(*) FROM live_events"));
        await after.DeadCalls.EndedAsync(call, Token);
        Assert.Empty(await after.DeadCalls.ListAsync(Token));
    }

    [Fact]
    public async Task What_a_call_needs_to_go_on_is_unmasked_while_it_lives_and_in_no_record_of_a_crash()
    {
        await using var before = await OpenAsync(configure: options => options.Numbers = StoreNumbers.Last4);
        var call = CallId.New(TimeProvider.System);
        var facts = new CallFacts
        {
            Source = CallSourceKind.Sip,
            Dialled = "+15550100",
            Caller = "+15550199",
            CallerName = "Anna Schmidt",
            Headers = [KeyValuePair.Create("P-Asserted-Identity", "Anna")],
        };
        before.Events.Append(new CallEvent(call, 1, Start, "node-2", new DecisionMade(CallDecision.Accept("r", "1", "desk", "openai", []), facts)));
        before.Events.Append(new CallEvent(call, 2, Start, "node-2", new ControlUpdated("ops", "Call +15550199 back.", null, null, false)));
        await before.Events.FlushAsync(Token);
        var kept = await ReadAsync(before, call);
        Assert.Equal(("*0199", null), (((DecisionMade)kept[0].Data).Facts!.Caller, ((DecisionMade)kept[0].Data).Facts!.CallerName));
        Assert.Equal("Call *0199 back.", ((ControlUpdated)kept[1].Data).Instructions);

        var rebuilt = new RebuiltCall(call);
        before.Database.Read(StoreRows.SelectLiveEvents, reader => StoreRows.ReadLive(call, reader), ("@call", call.Value), ("@after", 0L), ("@count", 10)).ForEach(rebuilt.Apply);
        var snapshot = rebuilt.ToSnapshot()!;
        Assert.Equal(("+15550199", "Anna Schmidt", "Call +15550199 back."), (snapshot.Facts.Caller, snapshot.Facts.CallerName, snapshot.Changes!.Instructions));
        Assert.Single(snapshot.Facts.Headers);
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before, configure: options => options.Numbers = StoreNumbers.Last4);
        var record = (await after.Events.FindRecordAsync(call, Token))!;
        Assert.Equal(("*0199", "secrets, numbers cut"), (record.Caller, record.Redaction));
        Assert.Equal(0L, after.Scalar("SELECT count(*) FROM live_events"));
    }

    [Theory]
    [InlineData("anonymous", "sip:+15550199@10.0.0.7:5080")]
    [InlineData("anonymous", "sip:anna.schmidt@10.0.0.7;x=15550199")]
    [InlineData("anna.schmidt", "tel:+15550199")]
    public async Task Of_a_caller_who_is_masked_the_log_keeps_no_address_of_the_leg(string from, string contact)
    {
        await using var before = await OpenAsync(configure: options => options.Numbers = StoreNumbers.Last4);
        var call = CallId.New(TimeProvider.System);
        var caller = State($"sip:{from}@carrier.example;user=phone") with { RemoteTarget = contact, Routes = ["<sip:anna.schmidt@edge;lr>"], RemoteAddress = "10.0.0.7:5080" };
        before.Events.Append(new CallEvent(call, 1, Start, "node-2", new InviteReceived("carrier", "s", "udp", "+1", from, null, "abc", "srtp")));
        before.Events.Append(new CallEvent(call, 2, Start, "node-2", caller));
        before.Events.Append(new CallEvent(call, 3, Start, "node-2", caller with { Leg = DialogState.Called, LocalUri = $"sip:{from}@gw", RemoteUri = "sip:desk@x", Routes = [] }));
        await before.Events.FlushAsync(Token);

        var kept = (DialogState)(await ReadAsync(before, call))[1].Data;
        Assert.Equal(
            ("sip:carrier.example", "", "", "abc", "1", "2"), (kept.RemoteUri, kept.RemoteTarget, kept.RemoteAddress, kept.SipCallId, kept.LocalTag, kept.RemoteTag));
        Assert.Empty(kept.Routes);
        Assert.Equal("sip:gw", ((DialogState)(await ReadAsync(before, call))[2].Data).LocalUri);
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before, configure: options => options.Numbers = StoreNumbers.Last4);
        var leg = Assert.Single(await after.DeadCalls.ListAsync(Token)).Legs[0];
        Assert.Equal((caller.RemoteUri, contact, "10.0.0.7:5080"), (leg.RemoteUri, leg.RemoteTarget, leg.RemoteAddress));
        Assert.Equal(caller.Routes, leg.Routes);
    }

    [Fact]
    public async Task What_was_kept_unmasked_goes_with_the_record_even_when_the_last_event_was_lost()
    {
        await using var store = await OpenAsync(configure: options => options.Numbers = StoreNumbers.Last4);
        var call = CallId.New(TimeProvider.System);
        store.Events.Append(new CallEvent(call, 1, Start, "node-2", State("sip:+15550199@carrier.example")));
        await store.Events.FlushAsync(Token);
        Assert.Equal(1L, store.Scalar("SELECT count(*) FROM live_events"));

        store.Events.Save(new CallRecord { CallId = call, StartedAt = Start, Cause = CallCause.CallerHungUp });
        await store.Events.FlushAsync(Token);

        Assert.Equal(0L, store.Scalar("SELECT count(*) FROM live_events"));
    }

    [Fact]
    public async Task Dialogs_that_nobody_could_end_go_after_a_day_while_the_gateway_runs()
    {
        await using var store = await OpenAsync();
        await store.Writer.WriteAsync(
            statements => statements.Execute(
                "INSERT INTO dead_calls (call_id, node, at, legs) VALUES ('old', 'gone', @old, '?'), ('new', 'gone', @new, '?')",
                ("@old", StoreTime.Write(store.Time.GetUtcNow().AddHours(-25))), ("@new", StoreTime.Write(store.Time.GetUtcNow().AddHours(-23)))),
            Token);

        await store.Purge.PurgeAsync(Token);

        Assert.Equal("new", store.Scalar("SELECT call_id FROM dead_calls"));
    }

    [Fact]
    public async Task Dialogs_that_ended_with_their_call_are_nobodys_work_and_keep_no_number()
    {
        await using var before = await OpenAsync(configure: options => options.Numbers = StoreNumbers.Last4);
        var call = CallId.New(TimeProvider.System);
        before.Events.Append(new CallEvent(call, 1, Start, "node-2", new InviteReceived("carrier", "s", "udp", "+1", "+15550199", null, "abc", "srtp")));
        before.Events.Append(new CallEvent(call, 2, Start, "node-2", State("sip:+15550199@carrier.example")));
        before.Events.Append(new CallEvent(call, 3, Start, "node-2", new CallEnded(CallOutcome.CallerHungUp)));
        before.Events.Append(new CallEvent(call, 4, Start, "node-2", State("sip:+15550199@carrier.example")));
        await before.Events.FlushAsync(Token);
        Assert.Equal(0L, before.Scalar("SELECT count(*) FROM live_events"));
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before);

        Assert.Empty(await after.DeadCalls.ListAsync(Token));
    }

    [Fact]
    public async Task Nobody_looks_for_the_dialogs_of_the_day_before_yesterday()
    {
        await using var before = await OpenAsync();
        before.Events.Append(new CallEvent(CallId.New(TimeProvider.System), 1, Start.AddDays(-2), "node-2", State("sip:a@b")));
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before);

        Assert.Empty(await after.DeadCalls.ListAsync(Token));
    }

    private static DialogState State(string remote) => new(
        DialogState.Caller, null, "server", "abc", "sip:us@x", "1", remote, "2", remote, ["<sip:proxy;lr>"], "<sip:us@x>", 0, 1, "udp", "127.0.0.1:5060", "127.0.0.2:5060");
}
