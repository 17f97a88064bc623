using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.AfterCall;
using Realtime.SipGateway.AfterCall.Results;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.AfterCall;

/// <summary>What follows from an endpoint's answer, with a clock that the test moves.</summary>
public sealed class OutgoingSenderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_is_tried_over_three_days_and_then_given_up()
    {
        await using var stage = await Stage.BeginAsync();
        stage.Answer = static () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        var waits = new List<TimeSpan>();
        while (await stage.TryAsync() is { State: OutgoingState.Pending } one)
        {
            waits.Add(one.DueAt - stage.Store.Time.GetUtcNow());
            stage.Store.Time.Advance(waits[^1]);
        }

        Assert.Equal(9, waits.Count);
        Assert.InRange(waits[0].TotalSeconds, 5, 5.5);
        Assert.InRange(waits[^1].TotalHours, 24, 26.4);
        Assert.Single(stage.Ids.Distinct());
        Assert.Equal(10, stage.Ids.Count);
        Assert.Equal((OutgoingState.Failed, 10, 500), await stage.NowAsync());
    }

    [Fact]
    public async Task A_busy_endpoint_is_left_alone_as_long_as_it_asks()
    {
        await using var stage = await Stage.BeginAsync();
        stage.Answer = static () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromMinutes(2)) } };

        var one = await stage.TryAsync();

        Assert.InRange((one!.DueAt - stage.Store.Time.GetUtcNow()).TotalSeconds, 120, 132);
        stage.Answer = static () => new HttpResponseMessage(HttpStatusCode.Accepted);
        Assert.Null(await stage.TryAsync());
        stage.Store.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(OutgoingState.Delivered, (await stage.TryAsync())!.State);
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_is_not_sent_to_any_more()
    {
        await using var stage = await Stage.BeginAsync();
        stage.Answer = static () => new HttpResponseMessage(HttpStatusCode.Gone);

        var kept = await stage.TryAsync();
        await stage.TryAsync();

        Assert.Equal((OutgoingState.Pending, 0, 410), (kept!.State, kept.Attempts, kept.Status));
        var stop = Assert.Single(await stage.Ledger.StopsAsync(Token));
        Assert.DoesNotContain("crm.example.com", stop.Address, StringComparison.Ordinal);
        Assert.Equal("crm", Assert.Single(stage.Board.Stopped).Name);
        await stage.Board.RefreshAsync(Token);
        Assert.Equal("crm", Assert.Single(stage.Board.Stopped).Name);
        Assert.Single(stage.Store.Log.Lines, static line => line.Id.Id == 9602);
        var status = await new OutgoingHealthCheck(stage.Board).CheckHealthAsync(new(), Token);
        Assert.Equal(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded, status.Status);
    }

    [Fact]
    public async Task A_redirect_is_no_delivery()
    {
        await using var stage = await Stage.BeginAsync();
        stage.Answer = static () => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("https://elsewhere.example.com/") } };

        var one = await stage.TryAsync();

        Assert.Equal((OutgoingState.Pending, 302), (one!.State, one.Status));
        Assert.Contains("redirects are not followed", one.Fault, StringComparison.Ordinal);
        Assert.Single(stage.Ids);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_tried_again()
    {
        await using var stage = await Stage.BeginAsync();
        stage.Answer = static () => throw new HttpRequestException("refused");

        var one = await stage.TryAsync();

        Assert.Equal((OutgoingState.Pending, "cannot be reached"), (one!.State, one.Fault));
    }

    [Fact]
    public async Task What_waited_for_an_endpoint_that_was_gone_is_sent_when_it_is_resumed()
    {
        await using var stage = await Stage.BeginAsync();
        stage.Answer = static () => new HttpResponseMessage(HttpStatusCode.Gone);
        await stage.TryAsync();
        Assert.True(await stage.Ledger.ResumeAsync("crm", Token));
        await stage.Board.RefreshAsync(Token);
        Assert.Empty(stage.Board.Stopped);
        stage.Answer = static () => new HttpResponseMessage(HttpStatusCode.OK);

        await stage.TryAsync();

        Assert.Equal((OutgoingState.Delivered, 1, 200), await stage.NowAsync());
        Assert.Single(stage.Ids.Distinct());
    }

    [Fact]
    public async Task What_an_endpoint_took_while_the_gateway_stops_is_not_sent_again()
    {
        await using var stage = await Stage.BeginAsync();
        using var stopping = new CancellationTokenSource();
        stage.Answer = () =>
        {
            stopping.Cancel();
            return new HttpResponseMessage(HttpStatusCode.OK);
        };

        await stage.TryAsync(stopping);

        Assert.Equal((OutgoingState.Delivered, 1, 200), await stage.NowAsync());
    }

    [Fact]
    public async Task What_was_not_sent_when_the_gateway_stopped_costs_no_attempt()
    {
        await using var stage = await Stage.BeginAsync();
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await stage.TryAsync(stopped);

        Assert.Empty(stage.Ids);
        Assert.Equal((OutgoingState.Pending, 0, (int?)null), await stage.NowAsync());
    }

    [Fact]
    public async Task A_call_whose_record_cannot_be_read_is_given_up_at_last()
    {
        await using var stage = await Stage.BeginAsync();
        await stage.DamageAsync();

        while (await stage.TryAsync() is { State: OutgoingState.Pending } one)
        {
            Assert.Contains("cannot be made", one.Fault, StringComparison.Ordinal);
            stage.Store.Time.Advance(one.DueAt - stage.Store.Time.GetUtcNow());
        }

        Assert.Empty(stage.Ids);
        Assert.Equal((OutgoingState.Failed, 10, (int?)null), await stage.NowAsync());
    }

    [Fact]
    public async Task One_unreadable_call_does_not_hold_up_those_behind_it()
    {
        await using var stage = await Stage.BeginAsync();
        var damaged = await stage.EndAsync();
        await stage.DamageAsync();
        var good = await stage.EndAsync();

        Assert.Equal(2, await stage.Planner.PlanAsync(Token));

        Assert.Empty(await stage.Ledger.FactsAsync(10, Token));
        Assert.Equal([good], (await stage.Ledger.ListAsync(null, "desk", null, 10, null, null, Token)).Select(one => one.CallId));
        Assert.Equal(3, (await stage.Ledger.ListAsync(null, "crm", null, 10, null, null, Token)).Count);
        Assert.Contains(stage.Store.Log.Lines, line => line.Id.Id == 9605 && line.Message.Contains(damaged.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_backlog_of_a_removed_endpoint_is_no_ones_metric()
    {
        await using var stage = await Stage.BeginAsync();
        await stage.Store.Writer.WriteAsync(static statements => statements.Execute("UPDATE outgoing SET endpoint = 'old'"), Token);

        await stage.Board.RefreshAsync(Token);

        Assert.Empty(stage.Board.Backlog);
    }

    private sealed class Stage : HttpMessageHandler, IAsyncDisposable
    {
        private readonly OutgoingSender _sender;
        private readonly OutgoingClient _client;
        private readonly OutgoingEndpoint _endpoint;
        private readonly CallId _call;
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

        private Stage(StoreFixture store, CallId call)
        {
            Store = store;
            _call = call;
            Ledger = new StoredOutgoing(store.Writer, store.Database, store.Time);
            var options = new OutgoingOptions();
            options.Endpoints["crm"] = new OutgoingEndpointOptions { Url = "https://crm.example.com/hook?key=1", Secrets = { "literal:" + HookReceiver.Secret } };
            options.Endpoints["desk"] = new OutgoingEndpointOptions { Url = "https://desk.example.com/", Secrets = { "literal:" + HookReceiver.Secret }, Agents = { "desk" } };
            var endpoints = new OutgoingEndpoints(Microsoft.Extensions.Options.Options.Create(options), store.Time);
            _endpoint = endpoints.Find("crm")!;
            Board = new OutgoingBoard(Ledger, endpoints);
            _client = new OutgoingClient(this, store.Time);
            var bodies = new OutgoingBody(store.Events);
            var metrics = new OutgoingMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), Board, store.Time);
            _sender = new OutgoingSender(Ledger, bodies, _client, Board, metrics, store.Time, store.Log.CreateLogger<OutgoingSender>());
            Planner = new OutgoingPlanner(Ledger, store.Events, bodies, endpoints, Idle(store), store.Log.CreateLogger<OutgoingPlanner>());
        }

        /// <summary>No agent asks for anything.</summary>
        private static AfterCallPlan Idle(StoreFixture store) => new(
            new PolicyStore(new PolicySite([], null), store.Time), Microsoft.Extensions.Options.Options.Create(new AfterCallOptions()));

        public StoreFixture Store { get; }

        public StoredOutgoing Ledger { get; }

        public OutgoingBoard Board { get; }

        public OutgoingPlanner Planner { get; }

        public Func<HttpResponseMessage> Answer { get; set; } = static () => new HttpResponseMessage(HttpStatusCode.OK);

        public List<string> Ids { get; } = [];

        public static async Task<Stage> BeginAsync()
        {
            var store = await StoreFixture.OpenAsync();
            var now = store.Time.GetUtcNow();
            var call = CallId.New(store.Time);
            store.Events.Save(new CallRecord { CallId = call, StartedAt = now.AddMinutes(-1), EndedAt = now, EndedBy = CallEndedBy.Caller, Cause = CallCause.CallerHungUp });
            await store.Events.FlushAsync(Token);
            var stage = new Stage(store, call);
            Assert.Equal(1, await stage.Planner.PlanAsync(Token));
            store.Time.Advance(OutgoingPlanner.Settling);
            return stage;
        }

        /// <summary>Sends what is due; null when nothing is.</summary>
        public async Task<OutgoingDelivery?> TryAsync(CancellationTokenSource? stopping = null)
        {
            if ((await Ledger.TakeAsync("crm", 5, TimeSpan.FromSeconds(40), Token)).SingleOrDefault() is not { } one)
            {
                return null;
            }

            await _sender.SendAsync(_endpoint, one, stopping?.Token ?? Token);
            return (await Ledger.ListAsync(null, null, _call, 1, null, null, Token)).Single();
        }

        public async Task<(OutgoingState State, int Attempts, int? Status)> NowAsync()
        {
            var one = (await Ledger.ListAsync(null, null, _call, 1, null, null, Token)).Single();
            return (one.State, one.Attempts, one.Status);
        }

        /// <summary>One more call, of the desk.</summary>
        public async Task<CallId> EndAsync()
        {
            var call = CallId.New(Store.Time);
            var now = Store.Time.GetUtcNow();
            Store.Events.Save(new CallRecord { CallId = call, Agent = "desk", StartedAt = now.AddMinutes(-1), EndedAt = now, EndedBy = CallEndedBy.Caller, Cause = CallCause.CallerHungUp });
            await Store.Events.FlushAsync(Token);
            return call;
        }

        /// <summary>Records as of another version of the gateway.</summary>
        public async Task DamageAsync() => await Store.Writer.WriteAsync(
            static statements => statements.Execute("UPDATE calls SET record = @record", ("@record", """{"ended_by":"somebody_else"}""")), Token);

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _services.DisposeAsync();
            await Store.DisposeAsync();
            Dispose();
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Ids.Add(request.Headers.GetValues("webhook-id").Single());
            return Task.FromResult(Answer());
        }
    }
}
