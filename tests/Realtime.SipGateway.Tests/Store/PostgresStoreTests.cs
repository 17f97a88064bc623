using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>What holds of PostgreSQL alone: several nodes on one database, a server that goes away and comes back.</summary>
public sealed class PostgresStoreTests() : StoreTests(StoreProvider.Postgresql)
{
    [Fact]
    public async Task Two_nodes_that_get_the_same_webhook_decide_it_once()
    {
        await using var one = await OpenAsync(node: "a");
        await using var other = await OpenAsync(one, node: "b");

        for (var round = 0; round < 20; round++)
        {
            var won = await Task.WhenAll(
                one.Claims.TryClaimAsync(Claim("wh_" + round, "rtc_" + round), Token).AsTask(),
                other.Claims.TryClaimAsync(Claim("wh_" + round, "rtc_" + round), Token).AsTask());
            Assert.Single(won, static won => won);
        }
    }

    [Fact]
    public async Task A_nodes_open_calls_and_claims_are_not_touched_while_it_lives_or_could_have_calls()
    {
        await using var living = await OpenAsync(node: "a");
        var call = CallId.New(TimeProvider.System);
        living.Events.Append(Event(call, 1, new Ringing(), "a"));
        await living.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token);
        await living.Events.FlushAsync(Token);

        await using var other = await OpenAsync(living, node: "b");
        other.Time.Advance(TimeSpan.FromMinutes(59));
        await other.Beat.BeatAsync(Token);

        Assert.Null(await other.Events.FindRecordAsync(call, Token));
        Assert.Empty(await other.Claims.UndecidedAsync(Token));
        Assert.Single(await living.Claims.UndecidedAsync(Token));
    }

    [Fact]
    public async Task The_calls_of_a_node_that_never_came_back_get_their_records()
    {
        var call = CallId.New(TimeProvider.System);
        await using var gone = await OpenAsync(node: "a");
        gone.Events.Append(Event(call, 1, new Ringing(), "a"));
        await gone.Writer.StopAsync(Token);

        await using var other = await OpenAsync(gone, node: "b");
        Assert.Null(await other.Events.FindRecordAsync(call, Token));
        await BeatForAsync(other, TimeSpan.FromMinutes(62));

        Assert.Equal(CallCause.GatewayCrashed, (await other.Events.FindRecordAsync(call, Token))!.Cause);
        Assert.Contains(other.Log.Lines, line => line.Id.Id == 8008);
    }

    [Fact]
    public async Task After_an_outage_for_all_the_node_that_is_back_first_leaves_the_calls_of_the_others_alone()
    {
        var call = CallId.New(TimeProvider.System);
        await using var slow = await OpenAsync(node: "a");
        slow.Events.Append(Event(call, 1, new Ringing(), "a"));
        await slow.Events.FlushAsync(Token);
        await using var quick = await OpenAsync(slow, node: "b");
        await BeatForAsync(quick, TimeSpan.FromMinutes(30));

        quick.Time.Advance(TimeSpan.FromMinutes(62));
        await BeatForAsync(quick, TimeSpan.FromMinutes(60));
        Assert.Null(await quick.Events.FindRecordAsync(call, Token));

        await BeatForAsync(quick, TimeSpan.FromMinutes(2));
        Assert.NotNull(await quick.Events.FindRecordAsync(call, Token));
    }

    [Fact]
    public async Task A_node_that_starts_after_an_outage_judges_nobody_and_one_that_restarts_at_once_still_does()
    {
        var call = CallId.New(TimeProvider.System);
        await using var slow = await OpenAsync(node: "a");
        slow.Events.Append(Event(call, 1, new Ringing(), "a"));
        await slow.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token);
        await slow.Events.FlushAsync(Token);
        await using var late = Create(slow, node: "b");
        late.Time.Advance(TimeSpan.FromMinutes(62));
        await late.Service.StartingAsync(Token);
        await late.Beat.BeatAsync(Token);
        Assert.Null(await late.Events.FindRecordAsync(call, Token));
        Assert.Empty(await late.Claims.UndecidedAsync(Token));

        await BeatForAsync(late, TimeSpan.FromMinutes(60));
        var now = late.Time.GetUtcNow();
        await late.Writer.StopAsync(Token);
        await using var again = Create(slow, node: "b");
        again.Time.Advance(now - again.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await again.Service.StartingAsync(Token);
        await again.Beat.BeatAsync(Token);

        Assert.NotNull(await again.Events.FindRecordAsync(call, Token));
        Assert.Single(await again.Claims.UndecidedAsync(Token));
    }

    [Fact]
    public async Task A_node_says_that_it_lives_before_it_writes_what_waited()
    {
        using var server = new PostgresServer();
        await using var store = await StoreFixture.OpenAsync(options: new StoreOptions { Provider = StoreProvider.Postgresql }, server: server);
        server.Kill();
        store.Time.Advance(TimeSpan.FromMinutes(62));
        var call = CallId.New(TimeProvider.System);
        store.Events.Append(Event(call, 1, new Ringing()));
        await Webhooks.WebhookHost.UntilAsync(() => store.Health.Spooled == 1);
        server.Start();
        await store.Events.FlushAsync(Token);

        Assert.Single(await ReadAsync(store, call));
        Assert.Equal(StoreTime.Write(store.Time.GetUtcNow()), store.Scalar("SELECT beat_at FROM nodes"));
        Assert.Equal(store.Scalar("SELECT beat_at FROM nodes"), store.Scalar("SELECT since FROM nodes"));
    }

    [Theory]
    [InlineData("openai", 62)]
    [InlineData(null, 62 + (24 * 60))]
    public async Task Who_talks_with_a_person_is_left_alone_by_other_nodes_for_as_long_as_that_may_last(string? target, int minutes)
    {
        var call = CallId.New(TimeProvider.System);
        await using var gone = await OpenAsync(node: "a");
        gone.Events.Append(Event(call, 1, State(DialogState.Caller, null), "a"));
        gone.Events.Append(Event(call, 2, State(DialogState.Called, "openai"), "a"));
        gone.Events.Append(Event(call, 3, State(DialogState.Called, target), "a"));
        await gone.Events.FlushAsync(Token);
        await gone.Writer.StopAsync(Token);
        await using var other = await OpenAsync(gone, node: "b");

        await BeatForAsync(other, TimeSpan.FromMinutes(minutes - 2));
        Assert.Null(await other.Events.FindRecordAsync(call, Token));
        Assert.Empty(await other.DeadCalls.ListAsync(Token));

        await BeatForAsync(other, TimeSpan.FromMinutes(2));
        Assert.NotNull(await other.Events.FindRecordAsync(call, Token));

        // Theirs were heard of more than a day ago.
        Assert.Equal(target is null ? 0 : 1, (await other.DeadCalls.ListAsync(Token)).Count);
    }

    [Fact]
    public async Task Who_talks_with_a_person_is_hung_up_when_the_node_of_the_call_starts_again()
    {
        await using var before = await OpenAsync(node: "a");
        before.Events.Append(Event(CallId.New(TimeProvider.System), 1, State(DialogState.Called, null), "a"));
        await before.Events.FlushAsync(Token);
        await before.Writer.StopAsync(Token);

        await using var after = await OpenAsync(before, node: "a");

        Assert.Single(await after.DeadCalls.ListAsync(Token));
    }

    [Fact]
    public async Task A_second_process_of_the_same_node_is_refused()
    {
        await using var first = await OpenAsync(node: "a");

        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(first, node: "a"));

        Assert.Contains("Calls:Node", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_start_together_make_the_tables_once()
    {
        await using var first = Create(node: "a");
        var others = Enumerable.Range(0, 5).Select(number => Create(first, node: "n" + number)).ToList();

        await Task.WhenAll(others.Prepend(first).Select(node => Task.Run(() => node.Service.StartingAsync(Token))));

        Assert.All(others, node => Assert.Null(node.Health.Fault));
        await Task.WhenAll(others.Select(node => node.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_call_that_was_taken_over_belongs_to_its_new_node()
    {
        await using var first = await OpenAsync(node: "a");
        await using var second = await OpenAsync(first, node: "b");
        var call = CallId.New(TimeProvider.System);
        first.Events.Append(Event(call, 1, new Ringing(), "a"));
        await first.Events.FlushAsync(Token);
        second.Events.Append(Event(call, 2, new CallTakenOver(10), "b"));
        await second.Events.FlushAsync(Token);
        await first.Writer.StopAsync(Token);

        await using var again = await OpenAsync(first, node: "a");

        Assert.Null(await again.Events.FindRecordAsync(call, Token));
        Assert.Equal("b", again.Scalar("SELECT node FROM calls"));
    }

    [Fact]
    public async Task A_server_that_dies_stops_no_call_and_loses_no_event()
    {
        using var server = new PostgresServer();
        await using var store = await StoreFixture.OpenAsync(options: new StoreOptions { Provider = StoreProvider.Postgresql }, server: server);
        var call = CallId.New(TimeProvider.System);
        store.Events.Append(Event(call, 1, new Ringing()));
        await store.Events.FlushAsync(Token);
        server.Kill();

        store.Events.Append(Event(call, 2, new DigitReceived("5")));
        await Webhooks.WebhookHost.UntilAsync(() => store.Health.Fault is not null);
        Assert.Contains("cannot be reached", store.Health.Fault, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreException>(() => store.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token).AsTask());
        store.Events.Append(Event(call, 3, new DigitReceived("6")));
        server.Start();

        await store.Events.FlushAsync(Token);
        Assert.Equal([1L, 2, 3], (await ReadAsync(store, call)).Select(one => one.Sequence));
        Assert.True(await store.Claims.TryClaimAsync(Claim("wh_1", "rtc_1"), Token));
        Assert.Null(store.Health.Fault);
    }

    [Fact]
    public async Task A_server_that_is_not_there_at_the_start_is_told_with_what_to_do()
    {
        await using var store = StoreFixture.CreateAt("Host=127.0.0.1;Port=1;Username=gateway;Password=s3cret;Database=gateway");

        var fault = await Assert.ThrowsAsync<StoreException>(() => store.Service.StartingAsync(Token));

        Assert.Contains("PostgreSQL 127.0.0.1:1/", fault.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }

    private static DialogState State(string leg, string? target) => new(
        leg, target, "server", "abc-" + leg, "sip:us@x", "1", "sip:a@b", "2", "sip:a@b", [], "<sip:us@x>", 0, 1, "udp", "127.0.0.1:5060", "127.0.0.2:5060");

    /// <summary>As its timer would do it, a beat a minute.</summary>
    private static async Task BeatForAsync(StoreFixture node, TimeSpan time)
    {
        for (var until = node.Time.GetUtcNow() + time; node.Time.GetUtcNow() < until;)
        {
            node.Time.Advance(TimeSpan.FromMinutes(1));
            await node.Beat.BeatAsync(Token);
        }
    }
}
