using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>Calls found by the ids that others know them by.</summary>
public abstract class CallKeysTests(StoreProvider provider) : StoreTestBase(provider)
{
    private readonly CallId _call = CallId.New(TimeProvider.System);

    [Theory]
    [InlineData("caller-leg@carrier")]
    [InlineData("first-attempt")]
    [InlineData("second-attempt")]
    [InlineData("rtc_abc")]
    public async Task A_call_that_lives_is_found_by_each_of_its_ids(string id)
    {
        await using var store = await OpenAsync();
        Append(store, _call);
        await store.Events.FlushAsync(Token);

        Assert.Equal(_call, await store.Search.ResolveAsync(id, Token));
    }

    [Fact]
    public async Task A_call_is_found_by_the_beginning_of_our_id_and_an_unknown_id_by_nothing()
    {
        await using var store = await OpenAsync();
        Append(store, _call);
        await store.Events.FlushAsync(Token);

        Assert.Equal(_call, await store.Search.ResolveAsync(_call.Value[..14].ToUpperInvariant(), Token));
        Assert.Null(await store.Search.ResolveAsync(_call.Value[..8], Token));
        Assert.Null(await store.Search.ResolveAsync("caller-leg@carrie%", Token));
        Assert.Null(await store.Search.ResolveAsync("", Token));
    }

    [Fact]
    public async Task Of_calls_with_one_Call_ID_the_newest_is_found()
    {
        await using var store = await OpenAsync();
        var newer = CallId.New(TimeProvider.System);
        Append(store, newer);
        Append(store, _call);
        await store.Events.FlushAsync(Token);

        Assert.Equal(string.CompareOrdinal(newer.Value, _call.Value) > 0 ? newer : _call, await store.Search.ResolveAsync("caller-leg@carrier", Token));
    }

    [Fact]
    public async Task Records_of_before_there_were_keys_are_found_after_the_upgrade()
    {
        await using var store = await OpenAsync();
        store.Events.Save(Record(_call) with { CallerSipCallId = "old@carrier", TargetSipCallId = "old-target", RealtimeCallId = RealtimeCallId.Parse("rtc_old") });
        await store.Events.FlushAsync(Token);
        await TakeStepAsync(store);

        foreach (var id in new[] { "old@carrier", "old-target", "rtc_old" })
        {
            Assert.Equal(_call, await store.Search.ResolveAsync(id, Token));
        }

        Assert.Equal(3L, store.Scalar("SELECT count(*) FROM call_keys"));
    }

    [Fact]
    public async Task Keys_of_a_long_history_are_written_and_records_that_cannot_be_read_are_passed_over()
    {
        const int count = 25_000;
        await using var store = await OpenAsync();
        await store.Writer.WriteAsync(
            static statements =>
            {
                var numbers = $"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) ";
                statements.Execute(
                    "INSERT INTO calls (call_id, started_at, ended, record) " + numbers
                    + """SELECT 'c' || (1000000 + i), '2026-11-20T12:00:00.000Z', 1, '{"caller_sip_call_id":"caller-' || i || '","target_sip_call_id":null,"realtime_call_id":"rtc_' || i || '"}' FROM n""");
                foreach (var (number, record) in new[]
                {
                    """{"caller_sip_call_id":"with-nul","reason":"a \u0000 in it"}""", """{"caller_sip_call_id":"a\u0000b"}""",
                    """{"caller_sip_call_id":"\ud800"}""", "no json", "[]", """{"caller_sip_call_id":7}""",
                }.Index())
                {
                    statements.Execute(
                        "INSERT INTO calls (call_id, started_at, ended, record) VALUES (@call, '2026-11-21', 1, @record)",
                        ("@call", "d" + number), ("@record", record));
                }

                return 0;
            },
            Token);

        await TakeStepAsync(store);

        Assert.Equal((2L * count) + 1, store.Scalar("SELECT count(*) FROM call_keys"));
        Assert.Equal("c1000001", store.Scalar("SELECT call_id FROM call_keys WHERE id = 'rtc_1'"));
        Assert.Equal("d0", store.Scalar("SELECT call_id FROM call_keys WHERE id = 'with-nul'"));
    }

    [Fact]
    public async Task Ids_go_with_the_record_and_those_of_an_erased_caller_at_once()
    {
        await using var store = await OpenAsync(configure: options => options.Retention = new RetentionOptions { EventDays = 1, RecordDays = 30 });
        var old = CallId.New(TimeProvider.System);
        store.Events.Save(Record(old) with { StartedAt = Noon.AddDays(-31), CallerSipCallId = "old@carrier" });
        store.Events.Save(Record(_call) with
        {
            StartedAt = Noon.AddDays(-2),
            EndedAt = Noon.AddDays(-2),
            Caller = "+15550199",
            CallerSipCallId = "new@carrier",
            TargetSipCallId = "rtc_+15550199@carrier",
            RealtimeCallId = RealtimeCallId.Parse("rtc_new"),
        });
        await store.Events.FlushAsync(Token);

        await store.Purge.PurgeAsync(Token);
        Assert.Null(await store.Search.ResolveAsync("old@carrier", Token));
        Assert.Equal(_call, await store.Search.ResolveAsync("new@carrier", Token));

        await store.Erasure.EraseAsync("+15550199", Token);
        Assert.Null(await store.Search.ResolveAsync("new@carrier", Token));
        Assert.Null(await store.Search.ResolveAsync("rtc_+15550199@carrier", Token));
        Assert.Equal(_call, await store.Search.ResolveAsync("rtc_new", Token));
    }

    [Fact]
    public async Task A_number_within_a_Call_ID_is_masked_there_too()
    {
        await using var store = await OpenAsync(configure: options => options.Numbers = StoreNumbers.Last4);
        store.Events.Append(Event(_call, 1, new InviteReceived("carrier", "s", "udp", "+1", "+15550199", null, "15550199-77@carrier", "srtp")));
        store.Events.Save(Record(_call) with { Caller = "+15550199", CallerSipCallId = "15550199-77@carrier" });
        await store.Events.FlushAsync(Token);

        Assert.Equal("*0199-77@carrier", store.Scalar("SELECT id FROM call_keys"));
        Assert.Equal("*0199-77@carrier", (await store.Events.FindRecordAsync(_call, Token))!.CallerSipCallId);
    }

    /// <summary>What the upgrade does, on a database that has no keys.</summary>
    private static async Task TakeStepAsync(StoreFixture store)
    {
        await store.Writer.WriteAsync(
            statements =>
            {
                statements.Execute("DROP TABLE call_keys");
                SqliteDatabase.Execute(statements.Connection, store.Database.IsShared ? StoreSchema.ForPostgres(StoreKeys.Step.Both) : StoreKeys.Step.Both);
                StoreKeys.Step.Fill!(statements);
                return 0;
            },
            Token);
    }

    private static CallRecord Record(CallId call) => new() { CallId = call, StartedAt = Noon, EndedAt = Noon, Cause = CallCause.CallerHungUp };

    private static void Append(StoreFixture store, CallId call)
    {
        CallEventData[] events =
        [
            new InviteReceived("carrier", "s", "udp", "+1", "+15550199", null, "caller-leg@carrier", "srtp"),
            new AttemptStarted(1, "openai", "sip:x", "192.0.2.1:5061", "tls", "first-attempt"),
            new AttemptStarted(2, "openai", "sip:x", "192.0.2.1:5061", "tls", "second-attempt"),
            new AcceptSent(RealtimeCallId.Parse("rtc_abc"), "desk", "m"),
        ];
        foreach (var (index, data) in events.Index())
        {
            store.Events.Append(Event(call, index + 1, data));
        }
    }
}
