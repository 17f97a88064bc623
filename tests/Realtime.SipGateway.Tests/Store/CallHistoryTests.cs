using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>What must not be kept for ever, or not at all.</summary>
public abstract class CallHistoryTests(StoreProvider provider) : StoreTestBase(provider)
{
    private const string Number = "+15550199";

    [Fact]
    public async Task What_is_too_old_goes_at_its_own_time_in_many_batches()
    {
        await using var store = await OpenAsync(configure: options => options.Retention = new RetentionOptions { EventDays = 30, RecordDays = 400 });
        var old = await AddAsync(store, Noon.AddDays(-31), 250);
        var ancient = await AddAsync(store, Noon.AddDays(-401), 120);
        var recent = await AddAsync(store, Noon.AddDays(-29), 1);
        await store.Claims.TryClaimAsync(Claim("wh_old", "rtc_old") with { ClaimedAt = Noon.AddDays(-31) }, Token);
        await store.Claims.DecideAsync("wh_old", "accepted", Token);
        await store.Claims.TryClaimAsync(Claim("wh_open", "rtc_open") with { ClaimedAt = Noon.AddDays(-31) }, Token);

        Assert.Equal((250, 120), await store.Purge.PurgeAsync(Token));

        Assert.Null(await store.Events.FindRecordAsync(ancient[0], Token));
        Assert.NotNull(await store.Events.FindRecordAsync(old[0], Token));
        Assert.Empty(await ReadAsync(store, old[0]));
        Assert.NotEmpty(await ReadAsync(store, recent[0]));
        Assert.Equal(1L, store.Scalar("SELECT count(*) FROM claims"));
        Assert.Equal((0, 0), await store.Purge.PurgeAsync(Token));
        Assert.Contains(store.Log.Lines, line => line.Id.Id == 8101);
    }

    [Fact]
    public async Task Nothing_goes_where_nothing_is_set_and_open_calls_never_do()
    {
        await using var store = await OpenAsync();
        await AddAsync(store, Noon.AddDays(-4_000), 1);
        Assert.Equal((0, 0), await store.Purge.PurgeAsync(Token));

        await using var strict = await OpenAsync(configure: options => options.Retention = new RetentionOptions { EventDays = 1, RecordDays = 1 });
        var open = CallId.New(TimeProvider.System);
        strict.Events.Append(new CallEvent(open, 1, Noon.AddDays(-9), "node-2", new Ringing()));
        await strict.Events.FlushAsync(Token);
        Assert.Equal((0, 0), await strict.Purge.PurgeAsync(Token));
    }

    [Fact]
    public async Task What_a_caller_still_waits_for_outlives_the_purge_but_not_the_erasure()
    {
        await using var store = await OpenAsync(configure: options => options.Retention = new RetentionOptions { EventDays = 30, RecordDays = 60 });
        var calls = await AddAsync(store, Noon.AddDays(-61), 2);
        var requests = new StoredCallerRequests(store.Writer, store.Database, store.Time);
        foreach (var (index, call) in calls.Index())
        {
            await requests.AddAsync(new CallerRequest($"msg_{index}", CallerRequestKind.Message, call, Noon.AddDays(-61), "please call"), Token);
        }

        Assert.True(await requests.FinishAsync(CallerRequestKind.Message, "msg_0", "user:anna", null, Token));

        Assert.Equal((1, 1), await store.Purge.PurgeAsync(Token));

        Assert.Equal("msg_1", Assert.Single(await requests.ListAsync(CallerRequestKind.Message, null, 10, null, Token)).Id);
        Assert.Equal(new ErasureResult(1), await store.Erasure.EraseAsync(Number, Token));
        Assert.Empty(await requests.ListAsync(CallerRequestKind.Message, null, 10, null, Token));
    }

    [Theory]
    [InlineData("2026-11-21T02:59:00Z", 3, 1)]
    [InlineData("2026-11-21T03:00:00Z", 3, 1_440)]
    [InlineData("2026-11-21T23:30:00Z", 0, 30)]
    public void The_purge_waits_for_its_hour(string now, int hour, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), RetentionService.UntilNext(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), hour));

    [Fact]
    public async Task A_caller_is_erased_everywhere_and_the_statistics_stay()
    {
        await using var store = await OpenAsync();
        var call = (await AddAsync(store, Noon.AddDays(-1), 1))[0];
        var other = (await AddAsync(store, Noon.AddDays(-1), 1, "+15550123"))[0];
        await store.Tools.BeginAsync(call, "f", "lookup", mayRepeat: false, Token);
        store.Tools.Complete(call, "f", Number, true);
        await store.Events.FlushAsync(Token);

        Assert.Equal(new ErasureResult(1), await store.Erasure.EraseAsync("001 (555) 0199", Token));

        var record = (await store.Events.FindRecordAsync(call, Token))!;
        Assert.Equal((null, "erased", CallCause.CallerHungUp, 60d), (record.Caller, record.Redaction, record.Cause, record.DurationSeconds));
        Assert.Empty(await ReadAsync(store, call));
        Assert.DoesNotContain("5550199", JsonSerializer.Serialize(record, CallEventJson.Default.CallRecord), StringComparison.Ordinal);
        Assert.Equal(0L, store.Scalar("SELECT count(*) FROM tool_runs"));
        Assert.Equal("+15550123", (await store.Events.FindRecordAsync(other, Token))!.Caller);
        Assert.NotEmpty(await ReadAsync(store, other));
        Assert.Equal(new ErasureResult(0), await store.Erasure.EraseAsync(Number, Token));
    }

    [Fact]
    public async Task Nothing_is_erased_while_a_call_of_the_number_lives_or_has_just_ended()
    {
        await using var store = await OpenAsync();
        var past = (await AddAsync(store, Noon.AddDays(-1), 1))[0];
        var live = CallId.New(TimeProvider.System);
        store.Events.Append(new CallEvent(live, 1, Noon, "node-2", Invite(Number)));

        Assert.Equal(ErasureRefusal.CallLives, (await store.Erasure.EraseAsync(Number, Token)).Refusal);
        Assert.Equal(Number, (await store.Events.FindRecordAsync(past, Token))!.Caller);

        store.Events.Append(new CallEvent(live, 2, Noon, "node-2", new CallEnded(CallOutcome.CallerHungUp)));
        store.Events.Save(new CallRecord { CallId = live, StartedAt = Noon, EndedAt = store.Time.GetUtcNow(), Caller = Number });
        Assert.Equal(ErasureRefusal.CallLives, (await store.Erasure.EraseAsync(Number, Token)).Refusal);
        store.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(new ErasureResult(2), await store.Erasure.EraseAsync(Number, Token));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("anonymous")]
    public async Task What_is_no_number_erases_nothing(string text)
    {
        await using var store = await OpenAsync();

        Assert.Equal(ErasureRefusal.NoNumber, (await store.Erasure.EraseAsync(text, Token)).Refusal);
    }

    [Theory]
    [InlineData(StoreNumbers.Last4, "*0199")]
    [InlineData(StoreNumbers.Hash, "h")]
    public async Task A_number_that_must_not_be_kept_stands_nowhere(StoreNumbers mode, string starts)
    {
        await using var store = await OpenAsync(configure: options => (options.Numbers, options.NumberKey) = (mode, "literal:key"));
        var call = (await AddAsync(store, Noon.AddDays(-1), 1))[0];

        var kept = await ReadAsync(store, call);
        Assert.DoesNotContain("5550199", string.Concat(kept.Select(one => System.Text.Encoding.UTF8.GetString(one.DataJson()))), StringComparison.Ordinal);
        Assert.DoesNotContain("Ann", string.Concat(kept.Select(one => System.Text.Encoding.UTF8.GetString(one.DataJson()))), StringComparison.Ordinal);
        var record = (await store.Events.FindRecordAsync(call, Token))!;
        Assert.StartsWith(starts, record.Caller, StringComparison.Ordinal);
        Assert.NotEqual("secrets", record.Redaction);
        var headers = kept.Select(static one => one.Data).OfType<DecisionMade>().Single().Facts!.Headers.Select(static header => header.Key);
        Assert.Equal(["i", "X-Account"], headers);

        var erased = await store.Erasure.EraseAsync(Number, Token);
        Assert.Equal(mode == StoreNumbers.Hash ? new ErasureResult(1) : erased with { Refusal = ErasureRefusal.CannotBeFound }, erased);
    }

    [Fact]
    public async Task Digits_of_a_time_are_no_number()
    {
        await using var store = await OpenAsync(configure: options => options.Numbers = StoreNumbers.Last4);
        var call = CallId.New(TimeProvider.System);
        store.Events.Append(new CallEvent(call, 1, Noon, "node-2", Invite("+12345")));
        store.Events.Append(new CallEvent(call, 2, Noon, "node-2", new CallerSpeechStarted("item +12345", 12_345)));
        await store.Events.FlushAsync(Token);

        Assert.Equal(new CallerSpeechStarted("item *2345", 12_345), (await ReadAsync(store, call))[1].Data);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_does_not_stop_the_start()
    {
        await using var first = await OpenAsync();
        var call = CallId.New(TimeProvider.System);
        first.Events.Append(new CallEvent(call, 1, Noon, "node-2", Invite(Number)));
        await first.Events.FlushAsync(Token);
        await first.Writer.WriteAsync(
            statements => statements.Execute(
                "INSERT INTO call_events (call_id, seq, at, node, v, type, data) VALUES (@call, 2, '2026', 'node-2', 1, 'call.ringing', '{*')", ("@call", call.Value)),
            Token);
        await first.Writer.StopAsync(Token);

        await using var second = await OpenAsync(first);

        Assert.Equal(CallCause.GatewayCrashed, (await second.Events.FindRecordAsync(call, Token))!.Cause);
        Assert.Equal(3L, second.Scalar("SELECT max(seq) FROM call_events"));
    }

    [Fact]
    public async Task A_call_of_another_process_is_masked_from_its_first_event_here()
    {
        await using var store = await OpenAsync(configure: options => options.Numbers = StoreNumbers.Last4);
        var call = CallId.New(TimeProvider.System);
        store.Events.Resume(new CallSnapshot
        {
            Id = call,
            Facts = new CallFacts { Source = CallSourceKind.Sip, Dialled = "+15550100", Caller = Number },
            StartedAt = Noon,
            LeftAt = Noon,
            Decision = CallDecision.Accept("rule", "1-abc", "desk", "openai", ["why"]),
            Attempt = 1,
            State = CallState.Accepted,
            Sequence = 1,
        });
        store.Events.Append(new CallEvent(call, 2, Noon, "node-2", new CallerSaid("item", $"my number is {Number}", "en")));
        await store.Events.FlushAsync(Token);

        Assert.Equal(new CallerSaid("item", "my number is *0199", "en"), (await ReadAsync(store, call))[0].Data);
    }

    [Fact]
    public async Task A_hashed_number_has_one_form_in_events_and_records()
    {
        static void Hash(StoreOptions options) => (options.Numbers, options.NumberKey) = (StoreNumbers.Hash, "literal:key");

        await using var first = await OpenAsync(configure: Hash);
        var call = CallId.New(TimeProvider.System);
        var over = (await AddAsync(first, Noon.AddDays(-2), 1))[0];
        first.Events.Append(new CallEvent(call, 1, Noon.AddDays(-1), "node-2", Invite(Number)));
        Assert.Equal(ErasureRefusal.CallLives, (await first.Erasure.EraseAsync(Number, Token)).Refusal);
        await first.Writer.StopAsync(Token);

        await using var second = await OpenAsync(first, configure: Hash);

        Assert.Equal((await second.Events.FindRecordAsync(over, Token))!.Caller, (await second.Events.FindRecordAsync(call, Token))!.Caller);
        Assert.Equal([call, over], (await second.Search.FindAsync(new CallQuery { Caller = Number }, 10, Token)).Select(record => record.CallId));
        Assert.Equal([call, over], (await second.Search.FindAsync(new CallQuery { Number = Number }, 10, Token)).Select(record => record.CallId));
        second.Time.Advance(TimeSpan.FromDays(300));
        Assert.Equal(new ErasureResult(2), await second.Erasure.EraseAsync(Number, Token));
    }

    private static InviteReceived Invite(string number) => new("carrier", "192.0.2.1:5060", "udp", "+15550100", number, "Ann", "abc", "srtp", null, number.TrimStart('+'));

    private static async Task<List<CallId>> AddAsync(StoreFixture store, DateTimeOffset at, int count, string number = Number)
    {
        var calls = new List<CallId>();
        for (var index = 0; index < count; index++)
        {
            var call = CallId.New(TimeProvider.System);
            calls.Add(call);
            var facts = new CallFacts
            {
                Source = CallSourceKind.Sip,
                Dialled = "+15550100",
                Caller = number,
                CallerName = "Ann",
                Headers =
                [
                    new("From", $"<sip:{number}@carrier>"), new("P-Asserted-Identity", "<sip:enc0ded@carrier>"), new("i", "abc"), new("y", "eyJhbGciOi…"),
                    new("X-Account", number), new("X-Who", "for Ann"),
                ],
            };
            CallEventData[] events =
            [
                Invite(number), new DecisionMade(CallDecision.Accept("rule", "1-ab", "desk", "openai", [$"caller {number}: match"]), facts),
                new CallerSaid("item", $"my number is {number.TrimStart('+')}", "en"), new CallEnded(CallOutcome.CallerHungUp),
            ];
            foreach (var (sequence, data) in events.Index())
            {
                store.Events.Append(new CallEvent(call, sequence + 1, at, "node-2", data));
            }

            store.Events.Save(new CallRecord
            {
                CallId = call,
                StartedAt = at,
                EndedAt = at.AddMinutes(1),
                DurationSeconds = 60,
                Caller = number,
                Cause = CallCause.CallerHungUp,
                Reason = $"said by {number}",
                Faults = [$"fault of {number}"],
            });
        }

        await store.Events.FlushAsync(Token);
        return calls;
    }
}
