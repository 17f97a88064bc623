using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Realtime.Simulator;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>OpenAI's agents SDK for real-time voice (<c>@openai/agents-realtime</c>) against the simulator: what it expects of the service keeps the simulator honest.</summary>
public sealed class AgentsSdkTests
{
    private const string Key = "sk-agents-test";

    private const string Script =
        """
        { "name": "agents", "turns": [
          { "call_tool": { "name": "lookup_order", "arguments": { "order_id": "4711" } } },
          { "agent": "Your order is {{output.status}}." },
          { "agent": "It left the warehouse on Monday in the morning, was loaded onto a lorry in the evening, crossed two borders in the night, and waits now in a depot near you for somebody who brings it." },
          { "agent": "Goodbye." }
        ] }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sip")]
    [InlineData("websocket")]
    public async Task The_agents_sdk_accepts_a_call_attaches_and_talks(string transport)
    {
        using var folder = new TemporaryFolder();
        var modules = await NodeModules.FolderAsync();
        await using var simulator = SimulatorHost.Build(
            ["--Logging:LogLevel:Default=None", "--hostBuilder:reloadConfigOnChange=false"],
            configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Simulator:Https"] = "false",
                ["Simulator:ApiKey"] = Key,
                ["Simulator:Script"] = folder.Write("script.json", Script),
            }));
        await simulator.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = simulator.Services.GetRequiredService<SimulatorEndpoints>().ApiBaseUrl };
        var call = (await ReadAsync(await http.PostAsJsonAsync("/simulator/calls", new { from = "<sip:+15550100@a.example>" }, Token)))["id"]!.GetValue<string>();

        var found = await RunAsync(modules, new Uri(http.BaseAddress!, "/v1").ToString(), Key, call, transport);

        Assert.True(found["fault"] is null, found.ToJsonString());
        Assert.Empty(found["errors"]!.AsArray());
        Assert.StartsWith("Be brief.", found["instructions"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["lookup_order"], found["tools"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.Equal(["4711"], found["ran"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.Equal(1, found["cancelled"]!.GetValue<int>());
        Assert.Contains("user", found["history"]!.AsArray().Select(one => one!.GetValue<string>()));
        var violations = (await ReadAsync(await http.GetAsync("/simulator/calls/" + call, Token)))["violations"]!.AsArray();
        Assert.DoesNotContain(violations, one => one!["code"]?.GetValue<string>() is not "audio_format");
    }

    private static async Task<JsonObject> RunAsync(string modules, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(NodeModules.Sources, "agent.mjs"), .. arguments])
        {
            WorkingDirectory = modules,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OPENAI_AGENTS_DISABLE_TRACING"] = "1" },
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync(Token);
        var output = node.StandardOutput.ReadToEndAsync(Token);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await node.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
        }

        var line = (await output).Trim().Split('\n')[^1];
        Assert.True(line.StartsWith('{'), $"{line} {await errors}");
        return JsonNode.Parse(line)!.AsObject();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
        }
    }
}
