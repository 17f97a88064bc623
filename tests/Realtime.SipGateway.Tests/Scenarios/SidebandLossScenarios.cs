using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Sidebands that break and sessions that expire, from the phone to the model and back.</summary>
public sealed class SidebandLossScenarios
{
    private const string Answer = "Your parcel is on its way and arrives tomorrow between nine and eleven, the driver will ring twice before he leaves it with your neighbour on the second floor.";

    private const string Script = $$"""
        { "turns": [
          { "caller": "Where is it?" },
          { "agent": "One moment.", "call_tool": { "name": "lookup_order", "arguments": { "order_id": "4711" } } },
          { "agent": "{{Answer}}" } ] }
        """;

    [Theory]
    [InlineData("greeting")]
    [InlineData("tool")]
    [InlineData("speech")]
    public async Task A_sideband_that_breaks_costs_neither_words_nor_a_second_tool_run(string when)
    {
        var (called, release, runs) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        await using var shop = await ShopAsync(async () =>
        {
            Interlocked.Increment(ref runs);
            called.TrySetResult();
            await release.Task;
        });
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Egress:AllowedHosts:0"] = "127.0.0.1", ["Egress:AllowPrivateAddresses:0"] = "127.0.0.1" },
            policy: text => text.Replace("http://127.0.0.1:1/orders\", \"timeout_ms\": 500", shop.Urls.First() + "/orders\", \"timeout_ms\": 30000", StringComparison.Ordinal));
        await scenario.SetScriptAsync(Script);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        await CutAsync(scenario, when == "greeting");
        await SaidAsync(scenario, "Hello.");

        await scenario.SayAsCallerAsync("Where is it?");
        await called.Task.WaitAsync(GatewayScenario.Patience, TestContext.Current.CancellationToken);
        await CutAsync(scenario, when == "tool");
        release.SetResult();
        if (when == "speech")
        {
            await CountAsync<AgentAudioStarted>(scenario, 3);
            await CutAsync(scenario, cuts: true);
        }

        await SaidAsync(scenario, Answer);
        await caller.HangUpAsync();

        var record = await scenario.RecordAsync(caller);
        var events = await scenario.EventsAsync(record.CallId);
        Assert.Equal(CallCause.CallerHungUp, record.Cause);
        Assert.Equal((1, 1, 1), (runs, events.OfType<ToolCalled>().Count(), events.OfType<ToolCompleted>().Count(tool => tool.Succeeded)));
        Assert.Equal(["Hello.", "One moment.", Answer], events.OfType<AgentSaid>().Select(said => said.Text));
        Assert.Equal(["Where is it?"], events.OfType<CallerSaid>().Select(said => said.Text));
        Assert.Equal(2, events.OfType<SidebandAttached>().Count());
        Assert.Equal(SidebandCloseMeaning.NetworkLost, events.OfType<SidebandClosed>().First().Meaning);
        Assert.Empty(events.OfType<SettingsDiffer>());
        Assert.Empty(events.OfType<CallFault>());
        Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());
    }

    [Fact]
    public async Task A_caller_is_taken_leave_of_before_the_session_expires()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            simulator: new() { ["Simulator:SessionLength"] = "00:00:16" },
            policy: static text => text.Replace("\"voice\": \"marin\",", """ "voice": "marin", "session_limit": { "finish": { "say": "We have to end here. Goodbye." } },""", StringComparison.Ordinal));
        await scenario.SetScriptAsync("""{ "turns": [ { "caller": "Hm." } ] }""");
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        await caller.ByeAsync();

        var record = await scenario.RecordAsync(caller);
        var events = await scenario.EventsAsync(record.CallId);
        Assert.Equal((CallEndedBy.Policy, CallCause.SessionExpired), (record.EndedBy, record.Cause));
        Assert.Equal(["Hello.", "We have to end here. Goodbye."], events.OfType<AgentSaid>().Select(said => said.Text));
        Assert.True(Assert.Single(events.OfType<SessionLimitNear>()).ByService);
        Assert.InRange(Assert.Single(events.OfType<SessionLimitReached>()).SecondsLeft, 2, 4);
        Assert.DoesNotContain(events.OfType<SidebandError>(), error => error.Code == "session_expired");
        Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());
    }

    /// <summary>Breaks the sideband and waits until it is back.</summary>
    private static async Task CutAsync(GatewayScenario scenario, bool cuts)
    {
        if (cuts)
        {
            await scenario.CutSidebandAsync();
            await CountAsync<SidebandAttached>(scenario, 2);
        }
    }

    private static Task<IReadOnlyList<CallEventData>> SaidAsync(GatewayScenario scenario, string text) => EventsAsync(scenario, events => events.OfType<AgentSaid>().Any(said => said.Text == text));

    private static Task<IReadOnlyList<CallEventData>> CountAsync<T>(GatewayScenario scenario, int count)
        where T : CallEventData => EventsAsync(scenario, events => events.OfType<T>().Count() >= count);

    private static Task<IReadOnlyList<CallEventData>> EventsAsync(GatewayScenario scenario, Func<IReadOnlyList<CallEventData>, bool> have) => GatewayScenario.EventuallyAsync(async () =>
        scenario.Calls.List().SingleOrDefault() is { } call && await scenario.EventsAsync(call.Id) is { } events && have(events) ? events : null);

    private static async Task<WebApplication> ShopAsync(Func<Task> work)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/orders", async () =>
        {
            await work();
            return Results.Json(new { status = "shipped" });
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
