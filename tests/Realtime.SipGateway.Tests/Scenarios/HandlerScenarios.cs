using System.Text;
using Realtime.Client;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A program answers the callers of an agent, from the phone to the program and back.</summary>
public sealed class HandlerScenarios
{
    private const string Key = "handler-key-0123456789abcdef";

    [Fact]
    public async Task A_program_takes_turns_in_and_says_something_back()
    {
        await using var scenario = await StartAsync(timeoutMs: 20_000);
        using var gateway = new GatewayClient(scenario.Address, Key);
        var answering = AnswerAsync(gateway, TestContext.Current.CancellationToken);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        await SpokenAsync(scenario, "Hello.");

        await SayAsCallerAsync(scenario, "Is anybody there?");
        await SpokenAsync(scenario, "You said: Is anybody there?");
        await SayAsCallerAsync(scenario, "Goodbye.");

        var record = await scenario.RecordAsync(caller);
        Assert.Equal(CallCause.OperatorHungUp, record.Cause);
        Assert.Empty((await scenario.EventsAsync(record.CallId)).OfType<HandlerTimedOut>());
        Assert.Equal(["Is anybody there?", "Goodbye."], await answering);
    }

    [Fact]
    public async Task A_call_without_its_program_is_the_models()
    {
        await using var scenario = await StartAsync(timeoutMs: 500);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        await SpokenAsync(scenario, "Hello.");

        await SayAsCallerAsync(scenario, "Is anybody there?");

        Assert.Equal(1, (await scenario.SeenAsync<HandlerTimedOut>()).Turn);
        await GatewayScenario.EventuallyAsync(async () => await SaidAsync(scenario) is { Count: 2 } said ? said : null);
        await caller.HangUpAsync();
    }

    [Fact]
    public async Task A_key_that_is_not_known_serves_nobody()
    {
        await using var scenario = await StartAsync(timeoutMs: 500);
        using var gateway = new GatewayClient(scenario.Address, "another-key");

        var refused = await Assert.ThrowsAsync<GatewayException>(async () =>
        {
            await foreach (var call in gateway.CallsAsync("front-desk", TestContext.Current.CancellationToken))
            {
                Assert.Fail($"{call.Id} was given to a stranger.");
            }
        });

        Assert.Equal(401, refused.Status);
    }

    /// <summary>The program: an echo that hangs up when the caller says goodbye. Returns what it was told.</summary>
    private static async Task<IReadOnlyList<string>> AnswerAsync(GatewayClient gateway, CancellationToken cancellationToken)
    {
        var told = new List<string>();
        await foreach (var call in gateway.CallsAsync("front-desk", cancellationToken))
        {
            await foreach (var turn in call.TurnsAsync(cancellationToken))
            {
                told.Add(turn.Text);
                await (turn.Text == "Goodbye." ? call.HangUpAsync(cancellationToken) : turn.SayAsync($"You said: {turn.Text}", cancellationToken));
            }

            return told;
        }

        return told;
    }

    private static async Task<GatewayScenario> StartAsync(int timeoutMs)
    {
        var scenario = await GatewayScenario.StartAsync(
            new()
            {
                ["Api:Keys:0:Name"] = "program",
                ["Api:Keys:0:Sha256"] = ApiHost.Hash(Key),
                ["Api:Keys:0:Scope"] = "supervisor",
            },
            policy: text => text.Replace("\"greeting\":", $$"""
                "handler": { "timeout_ms": {{timeoutMs}} }, "greeting":
                """, StringComparison.Ordinal));
        await AskSimulatorAsync(scenario, HttpMethod.Put, "/simulator/script", """{ "turns": [ { "caller": "Hm." } ] }""");
        return scenario;
    }

    private static async Task SayAsCallerAsync(GatewayScenario scenario, string text)
    {
        var call = (await scenario.OpenAiCallsAsync()).Single().GetProperty("id").GetString();
        await AskSimulatorAsync(scenario, HttpMethod.Post, $"/simulator/calls/{call}/say-as-caller", $$"""{ "text": "{{text}}" }""");
    }

    private static async Task SpokenAsync(GatewayScenario scenario, string text) =>
        await GatewayScenario.EventuallyAsync(async () => await SaidAsync(scenario) is { } said && said.Contains(text) ? said : null);

    private static async Task<IReadOnlyList<string>?> SaidAsync(GatewayScenario scenario) =>
        scenario.Calls.List().SingleOrDefault() is { } call ? [.. (await scenario.EventsAsync(call.Id)).OfType<AgentSaid>().Select(said => said.Text)] : null;

    private static async Task AskSimulatorAsync(GatewayScenario scenario, HttpMethod method, string path, string json)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(method, new Uri(scenario.OpenAi.ApiBaseUrl, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
