using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Realtime.SipGateway.Tests.Calls;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A call in which much has happened, rebuilt from its stored events alone.</summary>
public sealed class RebuildScenarios
{
    private const string Key = "supervisor-key";

    private static readonly string Picture = "data:image/png;base64," + Convert.ToBase64String([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_gives_what_the_live_call_hands_over()
    {
        var sip = new IPEndPoint(IPAddress.Loopback, LoopbackPorts.Next());
        await using var scenario = await StartAsync(new() { ["Drain:Mode"] = "handover", ["Sip:Listeners:0:Address"] = sip.ToString() });
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await TalkAsync(scenario, caller);

        string? kept = null;
        await scenario.RestartGatewayAsync(folder => kept = (string?)Read(folder, "SELECT snapshot FROM handovers"));

        var live = JsonSerializer.Deserialize(kept!, CallSnapshotJson.Default.CallSnapshot)!;
        var rebuilt = (await RebuildAsync(scenario, live.Id, live.Sequence)).ToSnapshot()!;
        Assert.Equal(
            ("billing", new HandlerTurn(2, IsOpen: true), 1, "Only bills of this year."),
            (live.Agent!, live.Turn!, live.Changes!.Images, live.Changes.Instructions!));
        Assert.Equal(["front-desk"], live.EarlierAgents!);
        Assert.Equal(Comparable(live).ToJsonString(), Comparable(rebuilt).ToJsonString());
        Assert.True(rebuilt.LeftAt <= live.LeftAt);
        Assert.Superset(Names(rebuilt.Facts.Headers), Names(live.Facts.Headers));

        var call = Assert.Single(scenario.Calls.List());
        var after = (await RebuildAsync(scenario, live.Id, long.MaxValue)).ToSnapshot()!;
        Assert.Equal((call.Agent, CallState.Accepted, call.Turn), (after.Agent, after.State, after.Turn));
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
    }

    [Fact]
    public async Task After_kill_9_the_log_says_who_had_the_call_and_what_was_changed_in_it()
    {
        var sip = new IPEndPoint(IPAddress.Loopback, LoopbackPorts.Next());
        await using var scenario = await StartAsync(new() { ["Sip:Listeners:0:Address"] = sip.ToString() });
        await scenario.StopGatewayAsync();
        await using var caller = new TrunkCaller(sip);
        await using (var process = await GatewayProcess.StartAsync(scenario))
        {
            await caller.CallAsync();
            await TalkAsync(scenario, caller);
            await process.KillAsync();
        }

        var dead = await RebuildAsync(scenario, await CallOfAsync(scenario, caller), long.MaxValue);

        var left = dead.ToSnapshot()!;
        Assert.Equal((CallState.Accepted, "front-desk", "billing", 1), (left.State, left.Decision.Agent, left.Agent, left.Attempt));
        Assert.Equal(["front-desk"], left.EarlierAgents!);
        Assert.Equal(["hang_up"], left.Changes!.Tools!);
        Assert.Equal(
            new ConversationChanges("Only bills of this year.", left.Changes.Tools, new TurnDetectionChange("server_vad", null, null, null, 700, null), 1), left.Changes);
        Assert.Equal(new HandlerTurn(2, IsOpen: true), left.Turn);
        Assert.Equal(("+15550100", "+15550199", caller.CallId), (left.Facts.Dialled, left.Facts.Caller, left.Facts.SipCallId));
        Assert.Equal((await scenario.OpenAiCallsAsync()).Single().GetProperty("id").GetString(), left.RealtimeCallId!.Value.Value);
        Assert.Equal(2, dead.Dead.ToDeadCall().Legs.Count);
    }

    /// <summary>
    /// An image and a change for the first agent; a turn that no program answers, in which the model hands the call to another agent; a change for that one;
    /// a turn that waits.
    /// </summary>
    private static async Task TalkAsync(GatewayScenario scenario, TrunkCaller caller)
    {
        var call = await WrittenAsync<AgentSaid>(scenario, caller, static said => said.Text == "Hello.");
        await PostAsync(scenario, call, "items", new { image_url = Picture });
        await PostAsync(scenario, call, "update", new { instructions = "Be very brief." });
        await scenario.SayAsCallerAsync("It is about bill 7.");
        await WrittenAsync<AgentSaid>(scenario, caller, static said => said.Text == "Billing here.");
        await PostAsync(scenario, call, "update", new { tools = new[] { "hang_up" }, turn_detection = new { type = "server_vad", silence_duration_ms = 700 } });
        await PostAsync(scenario, call, "update", new { instructions = "Only bills of this year." });
        await scenario.SayAsCallerAsync("Is it paid?");
        await WrittenAsync<HandlerTurnState>(scenario, caller, static turn => turn is { Turn: 2, IsOpen: true });
        await WrittenAsync<ControlUpdated>(scenario, caller, static update => update.Instructions == "Only bills of this year.");
    }

    private static async Task<GatewayScenario> StartAsync(Dictionary<string, string?> settings)
    {
        settings["Api:Keys:0:Name"] = "ops";
        settings["Api:Keys:0:Sha256"] = ApiHost.Hash(Key);
        settings["Api:Keys:0:Scope"] = "supervisor";
        var scenario = await GatewayScenario.StartAsync(
            settings,
            new() { ["Simulator:Pace"] = "20", ["Simulator:WordInterval"] = "00:00:00.002" },
            policy: static text => text
                .Replace(
                    "\"tools\": [ \"lookup_order\",",
                    "\"images\": {}, \"handler\": { \"timeout_ms\": 500 }, \"hand_off\": [ \"billing\" ], \"tools\": [ \"send\", \"lookup_order\",", StringComparison.Ordinal)
                .Replace(
                    "\"front-desk\": {",
                    """
                    "billing": { "model": "gpt-realtime-2.1", "instructions": "You do bills.", "handler": { "timeout_ms": 60000 }, "tools": [ "hang_up", "transfer_call" ],
                      "transfer": { "allow": [ "+4930*" ] } },
                    "front-desk": {
                    """,
                    StringComparison.Ordinal)
                .Replace("\"hang_up\": {", "\"send\": { \"type\": \"send_to_agent\" }, \"hang_up\": {", StringComparison.Ordinal));
        await scenario.SetScriptAsync(
            """
            { "turns": [
              { "agent": "Hello." }, { "caller": "Hm." },
              { "call_tool": { "name": "send", "arguments": { "agent": "billing", "summary": "Asks about bill 7." } } }, { "agent": "Billing here." }, { "caller": "Hm." } ] }
            """);
        return scenario;
    }

    private static async Task PostAsync(GatewayScenario scenario, CallId call, string verb, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(scenario.Address, $"/api/calls/{call}/{verb}"))
        {
            Headers = { Authorization = new("Bearer", Key) },
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        using var answer = await scenario.Http.SendAsync(request, Token);
        Assert.True(answer.IsSuccessStatusCode, $"{verb}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
    }

    /// <summary>Without what the log may not have, and with no more of the headers than it has (<c>docs/store.md</c>).</summary>
    private static JsonObject Comparable(CallSnapshot snapshot)
    {
        var json = JsonSerializer.SerializeToNode(
            snapshot with { Facts = snapshot.Facts with { Headers = [] }, LeftAt = default }, CallSnapshotJson.Default.CallSnapshot)!.AsObject();
        json.Remove("legs");
        json.Remove("sealed_digits");
        return json;
    }

    private static HashSet<string> Names(IReadOnlyList<KeyValuePair<string, string>> headers) => [.. headers.Select(static header => header.Key)];

    private static async Task<RebuiltCall> RebuildAsync(GatewayScenario scenario, CallId call, long upTo)
    {
        var projection = new RebuiltCall(call);
        await foreach (var happened in scenario.CallLog.ReadAsync(call, Token))
        {
            if (happened.Sequence <= upTo)
            {
                projection.Apply(happened);
            }
        }

        return projection;
    }

    /// <summary>The caller's call, once an event of it as wanted is in the database.</summary>
    private static async Task<CallId> WrittenAsync<T>(GatewayScenario scenario, TrunkCaller caller, Func<T, bool> wanted)
        where T : CallEventData
    {
        var call = await CallOfAsync(scenario, caller);
        await GatewayScenario.EventuallyAsync(async () =>
        {
            await foreach (var happened in scenario.CallLog.ReadAsync(call, Token))
            {
                if (happened.Data is T one && wanted(one))
                {
                    return one;
                }
            }

            return null;
        });
        return call;
    }

    private static Task<CallId> CallOfAsync(GatewayScenario scenario, TrunkCaller caller) => ParsedAsync(GatewayScenario.EventuallyAsync(() => Task.FromResult(
        (string?)Read(scenario.Folder, $"SELECT call_id FROM call_events WHERE type = 'signalling.invite_received' AND data LIKE '%{caller.CallId}%'"))));

    private static async Task<CallId> ParsedAsync(Task<string> id) => CallId.Parse(await id);

    private static object? Read(string folder, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "gateway.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this class only.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
