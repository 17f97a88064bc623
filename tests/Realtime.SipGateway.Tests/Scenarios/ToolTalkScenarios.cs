using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Tools that the gateway brings along, from the phone to the model's call of them and back to the caller's ear.</summary>
public sealed class ToolTalkScenarios
{
    private const string Key = "supervisor-key";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_PIN_goes_from_the_keys_to_the_service_and_nowhere_else()
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var scenario = await StartAsync(
            """
            { "agent": "Enter your PIN.", "call_tool": { "name": "ask", "arguments": {} } },
            { "call_tool": { "name": "check", "arguments": {} } }, { "agent": "Thank you, that is right." }
            """,
            $$$"""
            "ask": { "type": "collect_digits", "min_digits": 4, "max_digits": 4, "secret": true, "save_as": "pin" },
            "check": { "type": "http", "description": "Checks.", "method": "POST", "url": "{{{shop.Url}}}", "parameters": { "type": "object" }, "body": { "pin": "{collected.pin}" } }
            """);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);
        await SaidAsync(scenario, "Enter your PIN.");

        await PressAsync(scenario, "8362");

        await SaidAsync(scenario, "Thank you, that is right.");
        var (_, events) = await EndAsync(scenario, caller);
        Assert.Equal("""{"pin":"8362"}""", Assert.Single(shop.Bodies));
        Assert.Equal([("ask", true), ("check", true)], events.OfType<ToolCompleted>().Select(static one => (one.Tool, one.Succeeded)));
        Assert.Equal(4, events.OfType<DigitReceived>().Count());
        Assert.All(events.OfType<DigitReceived>(), static one => Assert.Equal("[redacted]", one.Digit));
        Assert.DoesNotContain(events, static one => one.ToString()!.Contains("8362", StringComparison.Ordinal));
        Assert.DoesNotContain(scenario.Log.Lines, static line => line.Message.Contains("8362", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_agent_goes_on_where_the_first_one_sends_the_caller()
    {
        await using var scenario = await StartAsync(
            """
            { "call_tool": { "name": "send", "arguments": { "agent": "billing", "summary": "Asks about bill 7." } } },
            { "agent": "Billing, about your bill 7." }
            """,
            """ "send": { "type": "send_to_agent" } """,
            agent: """ "hand_off": ["billing"], """,
            agents: """ "billing": { "model": "gpt-realtime-2.1", "instructions": "You do bills.", "tools": [ "hang_up" ] }, """);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);

        await SaidAsync(scenario, "Billing, about your bill 7.");

        Assert.Equal("You do bills.", Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("instructions").GetString());
        var (record, events) = await EndAsync(scenario, caller);
        Assert.Equal(new AgentSwitched("front-desk", "billing", "Asks about bill 7."), Assert.Single(events.OfType<AgentSwitched>()));
        Assert.Equal("billing", record.Agent);
        Assert.NotEmpty(events.OfType<SettingsConfirmed>());
    }

    [Fact]
    public async Task A_message_and_a_call_back_are_there_for_people_after_the_call()
    {
        var wanted = DateTimeOffset.UtcNow.AddDays(2).ToString("yyyy-MM-dd'T'15:30", CultureInfo.InvariantCulture);
        await using var scenario = await StartAsync(
            $$"""
            { "call_tool": { "name": "message", "arguments": { "message": "The parcel is broken.", "for": "Ben", "urgent": true } } },
            { "call_tool": { "name": "call_back", "arguments": { "time": "{{wanted}}", "reason": "Her parcel", "number": "+49 30 123456", "name": "Ada" } } },
            { "agent": "Ben has it, and we call you." }
            """,
            """ "message": { "type": "take_message" }, "call_back": { "type": "schedule_callback", "time_zone": "Europe/Berlin" } """);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);
        await SaidAsync(scenario, "Ben has it, and we call you.");

        var (record, events) = await EndAsync(scenario, caller);
        var requests = scenario.Service<ICallerRequests>();
        var message = Assert.Single(await requests.ListAsync(CallerRequestKind.Message, false, 10, null, Token));
        var callback = Assert.Single(await requests.ListAsync(CallerRequestKind.Callback, false, 10, null, Token));
        Assert.Equal((record.CallId, "The parcel is broken.", "Ben", true, "front-desk"), (message.CallId, message.Text, message.Recipient, message.Urgent, message.Agent));
        Assert.Equal((record.CallId, "Her parcel", "+4930123456", "Ada"), (callback.CallId, callback.Text, callback.Number, callback.Name));
        var berlin = TimeZoneInfo.ConvertTime(callback.WantedAt!.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal(wanted, berlin.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        Assert.Equal([(message.Id, "message"), (callback.Id, "callback")], events.OfType<CallerRequestTaken>().Select(static one => (one.RequestId, one.Kind)));
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("deny")]
    public async Task A_supervisor_decides_over_the_API_whether_a_tool_runs(string verb)
    {
        await using var shop = await ScriptedShop.StartAsync();
        await using var scenario = await StartAsync(
            """ { "call_tool": { "name": "work", "arguments": { "eur": 20 } } }, { "agent": "So that is that." } """,
            Work(shop, """, "approval": {} """));
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);
        var asked = await scenario.SeenAsync<ToolApprovalRequested>();
        Assert.Empty(shop.Bodies);

        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(scenario.Address, $"/api/calls/{scenario.Calls.List().Single().Id}/tools/{asked.FunctionCallId}/{verb}"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Key) },
            Content = new StringContent("""{"note":"Once only."}""", Encoding.UTF8, "application/json"),
        };
        using var answer = await scenario.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);

        await SaidAsync(scenario, "So that is that.");
        var (_, events) = await EndAsync(scenario, caller);
        var approved = verb == "approve";
        Assert.Equal(approved ? 1 : 0, shop.Bodies.Count);
        var decided = Assert.Single(events.OfType<ToolApprovalDecided>());
        Assert.Equal(("work", approved, "ops", "Once only."), (decided.Tool, decided.Approved, decided.By, decided.Note));
        Assert.Equal(approved, Assert.Single(events.OfType<ToolCompleted>()).Succeeded);
    }

    private static string Work(ScriptedShop shop, string more) =>
        $$"""
        "work": { "type": "http", "description": "Works.", "method": "POST", "url": "{{shop.Url}}", "timeout_ms": 30000,
          "parameters": { "type": "object", "properties": { "eur": { "type": "number" } } }{{more}} }
        """;

    /// <param name="turns">What the model does once the caller has asked.</param>
    /// <param name="tools">Further tools; the agent has them.</param>
    /// <param name="agent">Further members of the agent, each with a comma.</param>
    /// <param name="agents">Further agents, each with a comma.</param>
    private static async Task<GatewayScenario> StartAsync(string turns, string tools, string agent = "", string agents = "")
    {
        var names = JsonDocument.Parse("{" + tools + "}").RootElement.EnumerateObject().Select(static one => $"\"{one.Name}\", ");
        var scenario = await GatewayScenario.StartAsync(
            new()
            {
                ["Api:Keys:0:Name"] = "ops",
                ["Api:Keys:0:Sha256"] = ApiHost.Hash(Key),
                ["Api:Keys:0:Scope"] = "supervisor",
                ["Egress:AllowedHosts:0"] = "127.0.0.1",
                ["Egress:AllowPrivateAddresses:0"] = "127.0.0.1",
            },
            new() { ["Simulator:Pace"] = "20", ["Simulator:WordInterval"] = "00:00:00.002" },
            policy: text => text
                .Replace("\"tools\": [ \"lookup_order\",", $"{agent} \"tools\": [ {string.Concat(names)}\"lookup_order\",", StringComparison.Ordinal)
                .Replace("\"front-desk\": {", agents + "\"front-desk\": {", StringComparison.Ordinal)
                .Replace("\"hang_up\": {", tools + ", \"hang_up\": {", StringComparison.Ordinal));
        await scenario.SetScriptAsync($$"""{ "turns": [ { "agent": "Hello." }, { "caller": "Hm." }, {{turns}} ] }""");
        return scenario;
    }

    private static async Task AskAsync(GatewayScenario scenario, TrunkCaller caller)
    {
        await caller.CallAsync();
        await SaidAsync(scenario, "Hello.");
        await scenario.SayAsCallerAsync("Please help me.");
    }

    private static Task<object> SaidAsync(GatewayScenario scenario, string text) => GatewayScenario.EventuallyAsync<object>(async () =>
        scenario.Calls.List().SingleOrDefault() is { } call ? (await scenario.EventsAsync(call.Id)).OfType<AgentSaid>().FirstOrDefault(said => said.Text == text) : null);

    private static async Task PressAsync(GatewayScenario scenario, string digits)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler) { BaseAddress = scenario.OpenAi.ApiBaseUrl };
        using var body = new StringContent($$"""{ "digits": "{{digits}}" }""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync($"/simulator/calls/{scenario.Calls.List().Single().Progress.RealtimeCallId!.Value}/press-as-caller", body, Token);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The caller hangs up; nothing was wrong on either side.</summary>
    private static async Task<(CallRecord Record, IReadOnlyList<CallEventData> Events)> EndAsync(GatewayScenario scenario, TrunkCaller caller)
    {
        await caller.HangUpAsync();
        var record = await scenario.RecordAsync(caller);
        var events = await scenario.EventsAsync(record.CallId);
        Assert.Empty(events.OfType<SidebandError>());
        Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());
        return (record, events);
    }
}
