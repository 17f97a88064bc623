using System.Net.Http.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Tools of a server that nobody here wrote, from the caller's question over the model's call to the answer.</summary>
public sealed class McpEverythingTests
{
    private const string Tools =
        """
        "add": { "type": "mcp", "server": "every", "tool": "get-sum", "description": "Adds.", "timeout_ms": 60000,
          "parameters": { "type": "object", "properties": { "a": { "type": "number" }, "b": { "type": "number" } }, "required": [ "a", "b" ] } },
        "slow": { "type": "mcp", "server": "every", "tool": "trigger-long-running-operation", "description": "Takes long.", "timeout_ms": 1000,
          "parameters": { "type": "object", "properties": { "duration": { "type": "number" }, "steps": { "type": "number" } } } },
        "dying": { "type": "mcp", "server": "every", "tool": "trigger-long-running-operation", "description": "Takes longer.", "timeout_ms": 60000,
          "parameters": { "type": "object", "properties": { "duration": { "type": "number" }, "steps": { "type": "number" } } } },
        "echo": { "type": "mcp", "server": "every", "description": "Says it again.", "max_response_bytes": 256,
          "parameters": { "type": "object", "properties": { "message": { "type": "string" } }, "required": [ "message" ] } },
        "env": { "type": "mcp", "server": "every", "tool": "get-env", "description": "Shows its settings.", "max_response_bytes": 65536,
          "parameters": { "type": "object", "properties": {} } },
        """;

    private static readonly string Script = $$"""
        { "name": "everything", "turns": [
          { "agent": "Hello." },
          { "caller": "What is 19 and 23?" }, { "call_tool": { "name": "add", "arguments": { "a": 19, "b": 23 } } }, { "agent": "That is it." },
          { "caller": "Wait for it." }, { "call_tool": { "name": "slow", "arguments": { "duration": 30, "steps": 1 } } }, { "agent": "It takes too long." },
          { "caller": "Say it again." }, { "call_tool": { "name": "echo", "arguments": { "message": "{{new string('x', 1_000)}}" } } }, { "agent": "It is too much." },
          { "caller": "How are you?" }, { "call_tool": { "name": "env", "arguments": {} } }, { "agent": "I am well." },
          { "caller": "Wait again." }, { "call_tool": { "name": "dying", "arguments": { "duration": 50, "steps": 1 } } }, { "agent": "It went away." },
          { "caller": "What is 1 and 2?" }, { "call_tool": { "name": "add", "arguments": { "a": 1, "b": 2 } } }, { "agent": "That is three." }
        ] }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(McpEverything.Stdio)]
    [InlineData("streamableHttp")]
    public async Task Tools_of_the_reference_server_run_in_a_call_whatever_it_does(string transport)
    {
        await using var server = await McpEverything.StartAsync(transport);
        using var folder = new TemporaryFolder();
        await using var scenario = await GatewayScenario.StartAsync(
            server.Settings,
            new() { ["Simulator:Script"] = folder.Write("script.json", Script), ["Simulator:Pace"] = "20", ["Simulator:WordInterval"] = "00:00:00.002" },
            policy: static text => text
                .Replace("\"lookup_order\", \"hang_up\"", "\"lookup_order\", \"add\", \"slow\", \"dying\", \"echo\", \"env\", \"hang_up\"", StringComparison.Ordinal)
                .Replace("\"hang_up\": {", Tools + "\"hang_up\": {", StringComparison.Ordinal));
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await SaidAsync(scenario, 1);

        Assert.Equal((true, "The sum of 19 and 23 is 42."), await AskAsync(scenario, 1));
        Assert.Contains("did not answer within 1000 ms", (await AskAsync(scenario, 2)).Output, StringComparison.Ordinal);
        Assert.Contains("longer than 256 bytes", (await AskAsync(scenario, 3)).Output, StringComparison.Ordinal);
        var (_, settings) = await AskAsync(scenario, 4);
        Assert.Contains("PATH", settings, StringComparison.Ordinal);
        Assert.Equal(transport == McpEverything.Stdio, settings.Contains("interop", StringComparison.Ordinal));
        Assert.True(transport != McpEverything.Stdio || !settings.Contains("SCENARIO_OPENAI_KEY", StringComparison.Ordinal), "Our environment is not a server's.");

        await SayAsCallerAsync(scenario);
        await EventsAsync<ToolCalled>(scenario, 5);
        await Task.Delay(TimeSpan.FromMilliseconds(300), Token);
        await server.KillAsync();
        var broken = (await EventsAsync<ToolCompleted>(scenario, 5))[4];
        Assert.Equal((false, "The connection to the service broke."), Read(broken));
        Assert.InRange(broken.DurationMs, 0, 15_000);
        await SaidAsync(scenario, 6);
        await server.ListenAsync();
        Assert.Equal((true, "The sum of 1 and 2 is 3."), await AskAsync(scenario, 6));

        await caller.HangUpAsync();
        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallCause.CallerHungUp, 6), (record.Cause!.Value, record.ToolCalls));
    }

    /// <summary>The caller says the next sentence; the tool that the model calls runs, and the agent goes on. What the tool came to.</summary>
    private static async Task<(bool Succeeded, string Output)> AskAsync(GatewayScenario scenario, int turn)
    {
        await SayAsCallerAsync(scenario);
        var completed = (await EventsAsync<ToolCompleted>(scenario, turn))[turn - 1];
        await SaidAsync(scenario, turn + 1);
        return Read(completed);
    }

    private static (bool Succeeded, string Output) Read(ToolCompleted completed)
    {
        var output = completed.Output.StartsWith("{\"error\":\"", StringComparison.Ordinal) ? completed.Output[10..^2] : completed.Output;
        return (completed.Succeeded, output);
    }

    private static Task<IReadOnlyList<AgentSaid>> SaidAsync(GatewayScenario scenario, int times) => EventsAsync<AgentSaid>(scenario, times);

    private static Task<IReadOnlyList<T>> EventsAsync<T>(GatewayScenario scenario, int count)
        where T : CallEventData => GatewayScenario.EventuallyAsync(async () =>
        {
            var call = scenario.Calls.List().Single();
            IReadOnlyList<T> events = [.. (await scenario.EventsAsync(call.Id)).OfType<T>()];
            return events.Count >= count ? events : null;
        });

    private static async Task SayAsCallerAsync(GatewayScenario scenario)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler) { BaseAddress = scenario.OpenAi.ApiBaseUrl };
        var id = scenario.Calls.List().Single().Progress.RealtimeCallId!.Value;
        using var answer = await http.PostAsJsonAsync($"/simulator/calls/{id}/say-as-caller", new { text = "Go on." }, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
