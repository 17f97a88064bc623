using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.AfterCall;
using Realtime.SipGateway.AfterCall.Results;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.OpenAi.Texts;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.OpenAi;
using Realtime.SipGateway.Tests.Rules;
using Realtime.SipGateway.Tests.Store;

namespace Realtime.SipGateway.Tests.AfterCall.Results;

/// <summary>A store with calls that are over, and a service that is asked about them over a real socket.</summary>
internal sealed class AfterCallStage : IAsyncDisposable
{
    public const string Schema =
        """{"type":"object","properties":{"reason":{"type":"string","enum":["order","other"]},"urgent":{"type":"boolean"}},"required":["reason","urgent"],"additionalProperties":false}""";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<CallMetrics>().BuildServiceProvider();
    private readonly TextModelClient _models = new(TimeProvider.System);
    private readonly PolicyStore _policies;
    private readonly AfterCallPlan _plan;

    private AfterCallStage(StoreFixture store, FakeVendor vendor, string afterCall)
    {
        Store = store;
        Vendor = vendor;
        _policies = new PolicyStore(PolicyText.Site, store.Time);
        Publish($", \"after_call\": {afterCall}");
        Version = _policies.Current.Version;
        var options = Options.Create(new AfterCallOptions { MaxAttempts = 2, TimeoutSeconds = 20 });
        _plan = new AfterCallPlan(_policies, options);
        var targets = new TargetsOptions();
        targets.Targets["openai"] = new TargetOptions { ApiBaseUrl = vendor.BaseUrl.ToString(), ApiKey = "literal:sk-test", Default = true };
        var pricing = new PricingOptions();
        pricing.Models["gpt-text"] = [new ModelPriceOptions { From = "2020-01-01", TextInput = 1_000m, TextCached = 100m, TextOutput = 10_000m }];
        Spending = new DaySpending(Options.Create(pricing));
        var metrics = new AfterCallMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), _services.GetRequiredService<CallMetrics>(), Spending);
        Worker = new AfterCallWorker(
            store.Events, _models, new TargetCatalog(Options.Create(targets)), new PriceTable(Options.Create(pricing)), metrics, new Redactor(), options, TimeProvider.System);
        Ledger = new StoredAfterCalls(store.Writer, store.Database, store.Time);
        Service = new AfterCallService(
            Ledger, _plan, Worker, metrics, options, store.Time, store.Log.CreateLogger<AfterCallService>());
    }

    public StoreFixture Store { get; }

    public FakeVendor Vendor { get; }

    public string Version { get; }

    public AfterCallWorker Worker { get; }

    public DaySpending Spending { get; }

    public StoredAfterCalls Ledger { get; }

    public AfterCallService Service { get; }

    /// <summary>The questions that came, as JSON.</summary>
    public IReadOnlyList<JsonNode> Questions => [.. Vendor.Requests.Select(static request => JsonNode.Parse(request.Body)!)];

    public static async Task<AfterCallStage> BeginAsync(string afterCall, StoreOptions? store = null) =>
        new(await StoreFixture.OpenAsync(options: store), await FakeVendor.StartAsync(), afterCall);

    public static string Both(string? instructions = null) =>
        $$"""{ "summary": { "model": "gpt-text", "max_words": 10 {{(instructions is null ? "" : $", \"instructions\": \"{instructions}\"")}} }, "outcome": { "model": "gpt-text", "schema": {{Schema}} } }""";

    public static string Outcome(string schema = Schema) => $$"""{ "outcome": { "model": "gpt-text", "schema": {{schema}} } }""";

    /// <summary>Answers as the service does: in this order, the last one again and again.</summary>
    public void Says(params string[] texts) => Vendor.Answer = (_, n, context) => context.Response.WriteAsync(Body(texts[Math.Min(n, texts.Length) - 1]));

    public static string Body(string text) => new JsonObject
    {
        ["id"] = "resp_1",
        ["status"] = "completed",
        ["output"] = new JsonArray(new JsonObject
        {
            ["type"] = "message",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = text }),
        }),
        ["usage"] = new JsonObject { ["input_tokens"] = 100, ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 }, ["output_tokens"] = 10 },
    }.ToJsonString();

    /// <summary>Puts a version in force whose desk has this more.</summary>
    public void Publish(string more) => Xunit.Assert.Empty(_policies.Publish(System.Text.Encoding.UTF8.GetBytes(
        $$"""
        { "agents": { "desk": { "model": "m", "instructions": "i"{{more}} } },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
        """)));

    /// <summary>Deals with the ends of calls as the gateway does, without endpoints.</summary>
    public async Task PlanAsync()
    {
        var endpoints = new OutgoingEndpoints(Options.Create(new OutgoingOptions()), Store.Time);
        var outgoing = new StoredOutgoing(Store.Writer, Store.Database, Store.Time);
        await new OutgoingPlanner(outgoing, Store.Events, new OutgoingBody(Store.Events), endpoints, _plan, Store.Log.CreateLogger<OutgoingPlanner>()).PlanAsync(CancellationToken.None);
    }

    /// <summary>A call of the desk in which this was said, as it is to be summed up.</summary>
    public async Task<AfterCallWork> CallAsync(params string[] said)
    {
        var call = CallId.New(Store.Time);
        var now = Store.Time.GetUtcNow();
        Store.Events.Append(new CallEvent(call, 1, now, "n", new InviteReceived("carrier", "192.0.2.1", "udp", "+15550100", "+15550199", null, "sip-1", null)));
        foreach (var (index, words) in said.Index())
        {
            Store.Events.Append(new CallEvent(call, index + 2, now, "n", new CallerSaid($"item_{index}", words, "en")));
        }

        var record = new CallRecord
        {
            CallId = call,
            Agent = "desk",
            PolicyVersion = Version,
            StartedAt = now.AddMinutes(-1),
            AnsweredAt = now.AddMinutes(-1),
            EndedAt = now,
            EndedBy = CallEndedBy.Caller,
            Cause = CallCause.CallerHungUp,
        };
        Store.Events.Save(record);
        await Store.Events.FlushAsync(CancellationToken.None);
        return _plan.For(record, now)!;
    }

    /// <summary>Notes the work in the store and takes it.</summary>
    public async Task<AfterCallWork> TakenAsync(AfterCallWork work)
    {
        var outgoing = new StoredOutgoing(Store.Writer, Store.Database, Store.Time);
        await outgoing.PlanAsync(await outgoing.FactsAsync(10, CancellationToken.None), [], [work], CancellationToken.None);
        return (await Ledger.TakeAsync(1, TimeSpan.FromMinutes(1), CancellationToken.None))[0];
    }

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        _models.Dispose();
        await _services.DisposeAsync();
        await Vendor.DisposeAsync();
        await Store.DisposeAsync();
    }
}
