using System.Net;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Tests.Cli;
using Realtime.SipGateway.Tests.Store;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Whole calls with their log on a PostgreSQL server: talked, restarted over, killed, and told by the commands.</summary>
[Collection(nameof(ConsoleCollection))]
public sealed class PostgresScenarios : IDisposable
{
    private const string Talk =
        """
        { "turns": [
          { "agent": "Hello." }, { "caller": "Hm." },
          { "call_tool": { "name": "lookup_order", "arguments": { "order_id": "4711" } } }, { "agent": "It is done." } ] }
        """;

    private readonly IPEndPoint _sip = new(IPAddress.Loopback, LoopbackPorts.Next());
    private readonly string _variable = $"POSTGRES_SCENARIO_{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Settings of the store, as everybody who uses it has them.</summary>
    private string[] Words => ["--Store:Provider=postgresql", $"--Store:ConnectionString=env:{_variable}"];

    [Fact]
    public async Task A_call_is_in_the_log_of_the_server_and_the_next_process_tells_it()
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var scenario = await StartAsync(shop);
        await using var caller = new TrunkCaller(_sip);
        await TalkAsync(scenario, caller);
        await caller.HangUpAsync();
        var record = await scenario.RecordAsync(caller);
        var before = await scenario.EventsAsync(record.CallId);

        await scenario.RestartGatewayAsync();

        Assert.Equal(Json(record), Json((await scenario.CallLog.FindRecordAsync(record.CallId, Token))!));
        Assert.Equal(
            before.Select(static one => one.ToString()), (await scenario.EventsAsync(record.CallId)).Take(before.Count).Select(static one => one.ToString()));
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp, "front-desk", 1), (record.EndedBy, record.Cause, record.Agent, record.ToolCalls));
        Assert.Equal("""{"order_id":"4711"}""", Assert.Single(shop.Bodies));
        await AssertToldAsync(scenario, caller, record.CallId, "caller_hung_up", "BYE");
        Assert.False(File.Exists(Path.Combine(scenario.Folder, "gateway.db")));
    }

    [Fact]
    public async Task After_kill_9_the_server_has_what_was_said_and_the_next_process_ends_the_call()
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var scenario = await StartAsync(shop);
        await scenario.StopGatewayAsync();
        await using var caller = new TrunkCaller(_sip);
        CallId call;
        await using (var first = await GatewayProcess.StartAsync(scenario, Words))
        {
            await TalkAsync(scenario, caller);
            call = (await scenario.Service<ICallSearch>().ResolveAsync(caller.CallId, Token))!.Value;
            await first.KillAsync();
        }

        await using var second = await GatewayProcess.StartAsync(scenario, Words);

        Assert.Equal(caller.CallId, (await caller.ByeAsync()).CallId);
        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.OpenAiCallsAsync()).Single().GetProperty("state").GetString() == "ended" ? "ended" : null);
        var record = (await scenario.CallLog.FindRecordAsync(call, Token))!;
        Assert.Equal((CallEndedBy.Gateway, CallCause.GatewayCrashed, "front-desk", 1), (record.EndedBy, record.Cause, record.Agent, record.ToolCalls));
        Assert.True(record.InputTokens > 0);
        await AssertToldAsync(scenario, caller, call, "gateway_crashed", "The gateway died during the call");

        // The server takes new calls from it as from the first one.
        await using var next = new TrunkCaller(_sip);
        Assert.Equal(200, (await next.CallAsync()).StatusCode);
        await next.HangUpAsync();
        await GatewayScenario.EventuallyAsync(async () => (await scenario.CallLog.ListRecordsAsync(10, null, Token))
            .FirstOrDefault(one => one.CallerSipCallId == next.CallId && one.Cause == CallCause.CallerHungUp));
    }

    public void Dispose() => Environment.SetEnvironmentVariable(_variable, null);

    private async Task<GatewayScenario> StartAsync(ScriptedShop shop)
    {
        PostgresServer.Require();
        var name = $"scenario-{Guid.NewGuid():N}";
        PostgresServer.Shared.CreateDatabase(name);
        Environment.SetEnvironmentVariable(_variable, PostgresServer.Shared.ConnectionString(name));
        var scenario = await GatewayScenario.StartAsync(
            new()
            {
                ["Sip:Listeners:0:Address"] = _sip.ToString(),
                ["Store:Provider"] = "postgresql",
                ["Store:ConnectionString"] = $"env:{_variable}",
                ["Egress:AllowedHosts:0"] = "127.0.0.1",
                ["Egress:AllowPrivateAddresses:0"] = "127.0.0.1",
            },
            new() { ["Simulator:Pace"] = "20", ["Simulator:WordInterval"] = "00:00:00.002" },
            policy: text => text.Replace("http://127.0.0.1:1/orders", shop.Url, StringComparison.Ordinal).Replace("\"timeout_ms\": 500", "\"timeout_ms\": 30000", StringComparison.Ordinal));
        await scenario.SetScriptAsync(Talk);
        return scenario;
    }

    /// <summary>A call in which the agent looked an order up and told it, all of it on the server.</summary>
    private static async Task TalkAsync(GatewayScenario scenario, TrunkCaller caller)
    {
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);
        await SaidAsync(scenario, caller, "Hello.");
        await scenario.SayAsCallerAsync("Where is my order?");
        await SaidAsync(scenario, caller, "It is done.");
    }

    private static Task<AgentSaid> SaidAsync(GatewayScenario scenario, TrunkCaller caller, string text) => GatewayScenario.EventuallyAsync(async () =>
    {
        if (await scenario.Service<ICallSearch>().ResolveAsync(caller.CallId, Token) is not { } call)
        {
            return null;
        }

        await foreach (var happened in scenario.CallLog.ReadAsync(call, Token))
        {
            if (happened.Data is AgentSaid said && said.Text == text)
            {
                return said;
            }
        }

        return null;
    });

    /// <summary>What an operator reads of the call, from the server and no gateway.</summary>
    private async Task AssertToldAsync(GatewayScenario scenario, TrunkCaller caller, CallId call, string cause, string ending)
    {
        using var command = CommandRun.Create(scenario.Folder);
        var (code, ladder, error) = await command.RunAsync(["call", caller.CallId, "--full", .. Words]);
        var (listed, list, _) = await command.RunAsync(["calls", "--since", "1h", "--number", "+15550199", .. Words]);
        var (_, json, _) = await command.RunAsync(["call", call.Value, "--json", "--full", .. Words]);

        Assert.Equal((ExitCode.Ok, "", ExitCode.Ok), (code, error, listed));
        foreach (var line in new[] { "|---- INVITE ---->|", "|<=== webhook ====|", "lookup_order", "Where is my order?", "It is done.", ending })
        {
            Assert.Contains(line, ladder, StringComparison.Ordinal);
        }

        Assert.Matches($"{call} +carrier +.* {cause}", list);
        using var told = JsonDocument.Parse(json);
        Assert.Equal(cause, told.RootElement.GetProperty("record").GetProperty("cause").GetString());
        Assert.Contains(told.RootElement.GetProperty("events").EnumerateArray(), static one => one.GetProperty("type").GetString() == "tool.completed");
    }

    private static string Json(CallRecord record) => JsonSerializer.Serialize(record, CallEventJson.Default.CallRecord);
}
