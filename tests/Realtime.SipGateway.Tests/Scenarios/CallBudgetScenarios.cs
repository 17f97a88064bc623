using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Realtime.Simulator.Media;
using Realtime.Sip.Dialogs;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>
/// A call near its budget and at it, from the phone to the model. The greeting costs two thirds of the budget, and the answer more than the rest.
/// </summary>
public sealed class CallBudgetScenarios
{
    private const string Greeting = "Hello.";
    private const string Answer = "Let me see what I can find out about that for you now.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Near_its_budget_the_model_is_told_and_at_it_the_caller_hears_a_last_sentence()
    {
        await using var scenario = await StartAsync(""" "finish": { "say": "Goodbye for now." } """);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        var near = await scenario.SeenAsync<BudgetSoftLimit>();
        Assert.Equal(("short", "call_cost", 1m, "USD"), (near.Budget, near.Limit, near.Max, near.Currency));

        await SayAsCallerAsync(scenario, "Is anybody there?");
        await caller.ByeAsync();

        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Policy, CallCause.BudgetExhausted, "budget short: 1 USD"), (record.EndedBy, record.Cause, record.Reason));
        var events = await scenario.EventsAsync(record.CallId);
        Assert.Equal([Greeting, Answer, "Goodbye for now."], events.OfType<AgentSaid>().Select(said => said.Text));
        Assert.True(Assert.Single(events.OfType<BudgetHardLimit>()).Used > 1);
        Assert.Single(events.OfType<BudgetSoftLimit>());
        Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());
    }

    [Fact]
    public async Task While_a_desk_rings_for_a_caller_without_budget_the_agent_begins_nothing_more()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(""" "finish": { "transfer_to": "sales" } """, new(carrier.Settings(("Modes:0", "bridge"))));
        carrier.Phone = static human => human.Ring();
        await carrier.CallAsync(scenario);
        await scenario.SeenAsync<BudgetSoftLimit>();
        await SayAsCallerAsync(scenario, "Is anybody there?");
        var human = await carrier.Human;

        await SayAsCallerAsync(scenario, "What happens now?");
        var call = Assert.Single(scenario.Calls.List());
        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.EventsAsync(call.Id)).OfType<ResponseFinished>().FirstOrDefault(one => one is { Status: "cancelled", StatusReason: "client_cancelled" }));
        human.Answer(SipBody.Sdp(CarrierDouble.HumanSays));
        await scenario.SeenAsync<TransferCompleted>();
        await human.HangUpAsync();

        Assert.Equal(SipCallEnding.HungUpByPeer, (await carrier.Caller.Ended).Ending);
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallCause.Transferred, TransferMode.Bridge), (record.Cause, record.TransferMode));
        var asked = Assert.Single((await scenario.EventsAsync(record.CallId)).OfType<TransferRequested>());
        Assert.Equal((CallEndedBy.Policy, "sales", "budget short: 1 USD"), (asked.AskedBy, asked.To, asked.Who));
    }

    [Fact]
    public async Task A_caller_whose_budget_is_used_up_while_a_desk_rings_is_put_through()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(""" "finish": { "say": "Goodbye for now." } """, new(carrier.Settings(("Modes:0", "bridge"))));
        carrier.Phone = static human => human.Ring();
        await carrier.CallAsync(scenario);
        await scenario.SeenAsync<BudgetSoftLimit>();
        var call = Assert.Single(scenario.Calls.List());
        var transferring = call.Control.TransferAsync(new TransferRequest("sales", CallEndedBy.Operator, "key-1"), Token);
        var human = await carrier.Human;

        await SayAsCallerAsync(scenario, "Is anybody there?");
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(call.Spend.Cost > 1 ? "spent" : null));
        human.Answer(SipBody.Sdp(CarrierDouble.HumanSays));

        Assert.Equal(TransferStatus.Completed, (await transferring.WaitAsync(GatewayScenario.Patience, Token)).Status);
        await human.HangUpAsync();
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal(CallCause.Transferred, record.Cause);
        Assert.Empty((await scenario.EventsAsync(record.CallId)).OfType<BudgetHardLimit>());
    }

    [Fact]
    public async Task A_call_that_the_next_process_goes_on_with_has_no_more_budget_for_it()
    {
        await using var scenario = await StartAsync(""" "wrap_up": "Come to an end." """, Handover());
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<BudgetSoftLimit>();
        var id = Assert.Single(scenario.Calls.List()).Id;

        await scenario.RestartGatewayAsync();
        await GatewayScenario.EventuallyAsync(async () => (await scenario.EventsAsync(id)).OfType<SidebandAttached>().Count() == 2 ? "attached" : null);
        await SayAsCallerAsync(scenario, "Is anybody there?");
        await caller.ByeAsync();

        var record = await scenario.RecordAsync(caller);
        Assert.Equal((id, CallCause.BudgetExhausted), (record.CallId, record.Cause));
        var events = await scenario.EventsAsync(id);
        var left = Assert.Single(events.OfType<BudgetHardLimit>());
        Assert.Equal(2, events.OfType<ResponseFinished>().Count());
        Assert.Equal(events.OfType<ResponseFinished>().Sum(response => response.Cost) + events.OfType<CallerSaid>().Sum(said => said.Cost), left.Used);
        Assert.Equal(left.Used, record.Cost);
    }

    [Fact]
    public async Task After_kill_9_the_next_start_ends_the_session_by_API_and_the_record_has_what_was_spent()
    {
        var sip = new IPEndPoint(IPAddress.Loopback, LoopbackPorts.Next());
        await using var wire = new FrozenWire();
        await using var scenario = await StartAsync(""" "wrap_up": "Come to an end." """, new() { ["Sip:Listeners:0:Address"] = sip.ToString() }, wire);
        await scenario.StopGatewayAsync();
        await using var caller = new TrunkCaller(sip);
        string[] prices = [.. Prices().Select(static one => $"--{one.Key}={one.Value}")];
        CallId id;
        await using (var first = await GatewayProcess.StartAsync(scenario, prices))
        {
            await caller.CallAsync();
            id = CallId.Parse(await GatewayScenario.EventuallyAsync(() => Task.FromResult(
                Read(scenario, "SELECT call_id FROM call_events WHERE type = 'budget.soft_limit'") as string)));
            await GatewayScenario.EventuallyAsync(() => Task.FromResult(Read(scenario, "SELECT agent FROM spending") as string));
            await first.KillAsync();
        }

        // Its SIP is not heard by the vendor any more: what ends the session is the API.
        wire.Freeze();
        await using var second = await GatewayProcess.StartAsync(scenario, prices);

        await caller.ByeAsync();
        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.OpenAiCallsAsync()).Single() is var call && call.GetProperty("state").GetString() == "ended" ? "ended" : null);
        Assert.Equal("hung up by the API", (await scenario.OpenAiCallsAsync()).Single().GetProperty("end_reason").GetString());
        var record = (await scenario.CallLog.FindRecordAsync(id, Token))!;
        var spent = (await EventsAsync(scenario, id)).OfType<ResponseFinished>().Sum(static response => response.Cost);
        Assert.InRange(spent!.Value, 0.6m, 1m);
        Assert.Equal((CallEndedBy.Gateway, CallCause.GatewayCrashed, spent, "USD"), (record.EndedBy, record.Cause, record.Cost, record.Currency));
        Assert.Equal((long)(spent.Value * 1_000_000_000m), Read(scenario, "SELECT SUM(billionths) FROM spending WHERE agent = 'front-desk'"));
    }

    private static async Task<GatewayScenario> StartAsync(string budget, Dictionary<string, string?>? settings = null, FrozenWire? wire = null)
    {
        var scenario = await GatewayScenario.StartAsync(new(Prices().Concat(settings ?? [])), new() { ["Simulator:WordInterval"] = "00:00:00.150" }, wire: wire, policy: text => text
            .Replace("\"greeting\":", "\"budget\": \"short\", \"greeting\":", StringComparison.Ordinal)
            .Replace("\"rules\":", $$""" "budgets": { "short": { "max_call_cost": 1, "wrap_up_at": 0.6, {{budget}} } }, "rules": """, StringComparison.Ordinal));
        await AskSimulatorAsync(scenario, HttpMethod.Put, "/simulator/script", $$"""{ "fallback": "{{Answer}}", "turns": [ { "caller": "Hm." } ] }""");
        return scenario;
    }

    private static Dictionary<string, string?> Prices()
    {
        var tokens = Math.Ceiling(ToneSpeech.DurationOf(Greeting).TotalMilliseconds / 50);
        var prices = new Dictionary<string, string?>
        {
            ["Pricing:Models:gpt-realtime-2.1:0:From"] = "2026-01-01",
            ["Pricing:Models:gpt-realtime-2.1:0:AudioOutput"] = Math.Round(1_000_000 / (1.5 * tokens), 2).ToString(CultureInfo.InvariantCulture),
        };
        foreach (var free in (string[])["TextInput", "TextCached", "TextOutput", "AudioInput", "AudioCached"])
        {
            prices[$"Pricing:Models:gpt-realtime-2.1:0:{free}"] = "0";
        }

        return prices;
    }

    private static async Task<List<CallEventData>> EventsAsync(GatewayScenario scenario, CallId call)
    {
        var events = new List<CallEventData>();
        await foreach (var happened in scenario.CallLog.ReadAsync(call, Token))
        {
            events.Add(happened.Data);
        }

        return events;
    }

    private static object? Read(GatewayScenario scenario, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(scenario.Folder, "gateway.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this class only.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static Dictionary<string, string?> Handover()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new() { ["Drain:Mode"] = "handover", ["Sip:Listeners:0:Address"] = socket.LocalEndPoint!.ToString() };
    }

    private static async Task SayAsCallerAsync(GatewayScenario scenario, string text)
    {
        var call = (await scenario.OpenAiCallsAsync()).Single().GetProperty("id").GetString();
        await AskSimulatorAsync(scenario, HttpMethod.Post, $"/simulator/calls/{call}/say-as-caller", $$"""{ "text": "{{text}}" }""");
    }

    private static async Task AskSimulatorAsync(GatewayScenario scenario, HttpMethod method, string path, string json)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(method, new Uri(scenario.OpenAi.ApiBaseUrl, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await http.SendAsync(request, Token);
        answer.EnsureSuccessStatusCode();
    }
}
