using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;
using static Realtime.SipGateway.Tests.Scenarios.ToolStage;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Tools that the gateway brings along, from the phone to the model's call of them and back to the caller's ear.</summary>
public sealed class ToolTalkScenarios
{
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
            "ask": { "type": "collect_digits", "min_digits": 10, "max_digits": 10, "secret": true, "save_as": "pin" },
            "check": { "type": "http", "description": "Checks.", "method": "POST", "url": "{{{shop.Url}}}", "parameters": { "type": "object" }, "body": { "pin": "{collected.pin}" } }
            """);
        await using var caller = scenario.Caller();
        await AskAsync(scenario, caller);
        await SaidAsync(scenario, "Enter your PIN.");

        await PressAsync(scenario, "8362740519");

        await SaidAsync(scenario, "Thank you, that is right.");
        var (_, events) = await EndAsync(scenario, caller);
        Assert.Equal("""{"pin":"8362740519"}""", Assert.Single(shop.Bodies));
        Assert.Equal([("ask", true), ("check", true)], events.OfType<ToolCompleted>().Select(static one => (one.Tool, one.Succeeded)));
        Assert.Equal(10, events.OfType<DigitReceived>().Count());
        Assert.All(events.OfType<DigitReceived>(), static one => Assert.Equal("[redacted]", one.Digit));
        Assert.DoesNotContain(events, static one => one.ToString()!.Contains("8362740519", StringComparison.Ordinal));
        Assert.DoesNotContain(scenario.Log.Lines, static line => line.Message.Contains("8362740519", StringComparison.Ordinal));
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
}
