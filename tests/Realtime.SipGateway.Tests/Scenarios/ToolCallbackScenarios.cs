using System.Net;
using System.Text;
using Realtime.SipGateway.Calls.Events;
using Xunit;
using static Realtime.SipGateway.Tests.Scenarios.ToolStage;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Results that come after the tool's answer, over the gateway's own door for them.</summary>
public sealed class ToolCallbackScenarios
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_callback_that_nobody_asked_for_is_refused()
    {
        await using var scenario = await GatewayScenario.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, await CallBackAsync(scenario, "/callbacks/tools/ex_1.4000000000.AAAA", "{}"));
    }

    [Fact]
    public async Task The_agent_goes_on_and_tells_the_result_when_it_is_called_back_once()
    {
        await using var shop = await ScriptedShop.StartAsync(isLater: true);
        await using var scenario = await StartAsync(shop);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);
        await SaidAsync(scenario, "I come back to you.");
        var path = shop.CallbackUrl!.AbsolutePath;

        Assert.Equal(HttpStatusCode.NotFound, await CallBackAsync(scenario, path[..^4] + "AAAA", """{"price":666}"""));
        Assert.Equal(HttpStatusCode.NoContent, await CallBackAsync(scenario, path, """{"price":12}"""));
        Assert.Equal(HttpStatusCode.Gone, await CallBackAsync(scenario, path, """{"price":13}"""));

        await SaidAsync(scenario, "It costs 12.");
        var (record, events) = await EndAsync(scenario, caller);
        Assert.Equal(["Hello.", "I come back to you.", "It costs 12."], events.OfType<AgentSaid>().Select(static said => said.Text));
        Assert.True(Assert.Single(events.OfType<ToolCompleted>()) is { Tool: "quote", Succeeded: true });
        Assert.True(Assert.Single(events.OfType<ToolResultArrived>()) is { Tool: "quote", Succeeded: true, Late: false, Output: """{"price":12}""" });
        Assert.Single(shop.Bodies);
        Assert.Equal((1, 0), (record.ToolCalls, record.ToolFailures));
    }

    [Fact]
    public async Task A_result_after_the_call_is_in_its_log_once()
    {
        await using var shop = await ScriptedShop.StartAsync(isLater: true);
        await using var scenario = await StartAsync(shop);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);
        await SaidAsync(scenario, "I come back to you.");
        var (record, _) = await EndAsync(scenario, caller);
        var path = shop.CallbackUrl!.AbsolutePath;

        Assert.Equal(HttpStatusCode.NoContent, await CallBackAsync(scenario, path, """{"price":12}"""));
        Assert.Equal(HttpStatusCode.Gone, await CallBackAsync(scenario, path, """{"price":13}"""));

        var arrived = await GatewayScenario.EventuallyAsync<object>(async () => (await scenario.EventsAsync(record.CallId)).OfType<ToolResultArrived>().FirstOrDefault());
        Assert.True(arrived is ToolResultArrived { Tool: "quote", Succeeded: true, Late: true, Output: """{"price":12}""" });
        Assert.Single((await scenario.EventsAsync(record.CallId)).OfType<ToolResultArrived>());
    }

    private static Task<GatewayScenario> StartAsync(ScriptedShop shop)
    {
        Environment.SetEnvironmentVariable("SCENARIO_CALLBACK_KEY", "0123456789abcdef0123456789abcdef");
        return ToolStage.StartAsync(
            """
            { "call_tool": { "name": "quote", "arguments": {} } }, { "agent": "I come back to you." }, { "agent": "It costs {{output.price}}." }
            """,
            $$"""
            "quote": { "type": "http_async", "description": "Asks for a price.", "method": "POST", "url": "{{shop.Url}}", "parameters": { "type": "object" } }
            """,
            settings: new() { ["ToolCallbacks:PublicUrl"] = "http://127.0.0.1:1", ["ToolCallbacks:Key"] = "env:SCENARIO_CALLBACK_KEY" });
    }

    private static async Task<HttpStatusCode> CallBackAsync(GatewayScenario scenario, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await scenario.Http.PostAsync(new Uri(scenario.Address, path), content, Token);
        return answer.StatusCode;
    }
}
