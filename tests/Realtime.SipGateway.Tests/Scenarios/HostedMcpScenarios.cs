using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Tools that the AI service runs itself, from the caller's question to the answer, with a supervisor's word in between.</summary>
public sealed class HostedMcpScenarios
{
    private const string Key = "supervisor-key-0123456789";

    private const string Script =
        """
        { "turns": [
          { "agent": "Hello." },
          { "caller": "Who am I?" }, { "call_mcp": { "server_label": "crm", "name": "find", "arguments": { "id": "7" }, "output": "{\"name\":\"Ada\"}" } }, { "agent": "You are Ada." },
          { "caller": "Money back!" }, { "call_mcp": { "server_label": "crm", "name": "refund", "arguments": { "eur": 20 }, "output": "{\"state\":\"booked\"}" } }, { "agent": "It is {{output.state}}." },
          { "caller": "More!" }, { "call_mcp": { "server_label": "crm", "name": "refund", "arguments": { "eur": 9000 }, "output": "{\"state\":\"booked\"}" } }, { "agent": "That is not possible." }
        ] }
        """;

    [Fact]
    public async Task The_service_runs_tools_of_a_server_where_people_allow_it()
    {
        var folder = Directory.CreateTempSubdirectory("hosted-");
        try
        {
            var script = Path.Combine(folder.FullName, "script.json");
            await File.WriteAllTextAsync(script, Script, TestContext.Current.CancellationToken);
            await using var scenario = await StartAsync(script);
            await using var caller = scenario.Caller();
            await caller.CallAsync();
            await SaidAsync(scenario, "Hello.");

            await SayAsCallerAsync(scenario);
            await SaidAsync(scenario, "You are Ada.");
            await SayAsCallerAsync(scenario);
            await DecideAsync(scenario, 1, "approve");
            await SaidAsync(scenario, "It is booked.");
            await SayAsCallerAsync(scenario);
            await DecideAsync(scenario, 2, "deny");
            await SaidAsync(scenario, "That is not possible.");

            await caller.HangUpAsync();
            var record = await scenario.RecordAsync(caller);
            var events = await scenario.EventsAsync(record.CallId);
            Assert.Equal(
                [("crm/find", true), ("crm/refund", true), ("crm/refund", false)],
                events.OfType<ToolCompleted>().Select(one => (one.Tool, one.Succeeded)));
            Assert.Equal(["""{"id":"7"}""", """{"eur":20}""", """{"eur":9000}"""], events.OfType<ToolCalled>().Select(one => Dense(one.Arguments)));
            Assert.Equal(["""{"eur":20}""", """{"eur":9000}"""], events.OfType<ToolApprovalRequested>().Select(one => Dense(one.Arguments)));
            Assert.Equal((3, 1), (record.ToolCalls, record.ToolFailures));
            Assert.Equal([true, false], events.OfType<ToolApprovalDecided>().Select(one => one.Approved));
            Assert.Empty(events.OfType<CallFault>());
            Assert.Empty(events.OfType<SidebandError>());
            Assert.Empty(events.OfType<SettingsDiffer>());
            Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Dense(string json) => json.Replace(" ", "", StringComparison.Ordinal);

    private static Task<GatewayScenario> StartAsync(string script) => GatewayScenario.StartAsync(
        new()
        {
            ["Api:Keys:0:Name"] = "anna",
            ["Api:Keys:0:Sha256"] = ApiHost.Hash(Key),
            ["Api:Keys:0:Scope"] = "supervisor",
            ["McpServers:crm:Url"] = "https://mcp.example.com/mcp",
            ["McpServers:crm:Hosted"] = "true",
            ["McpServers:crm:Headers:X-Tenant"] = "7",
        },
        new() { ["Simulator:Script"] = script, ["Simulator:Pace"] = "20", ["Simulator:WordInterval"] = "00:00:00.002" },
        policy: static text => text
            .Replace("\"lookup_order\", \"hang_up\"", "\"lookup_order\", \"crm\", \"hang_up\"", StringComparison.Ordinal)
            .Replace("\"hang_up\": {", """
                "crm": { "type": "hosted_mcp", "server": "crm", "description": "Customers.", "allowed_tools": ["find", "refund"],
                  "approval": { "say": "I ask." }, "approval_tools": ["refund"] },
                "hang_up": {
                """, StringComparison.Ordinal));

    private static Task<object> SaidAsync(GatewayScenario scenario, string text) => GatewayScenario.EventuallyAsync<object>(async () =>
        scenario.Calls.List().SingleOrDefault() is { } call ? (await scenario.EventsAsync(call.Id)).OfType<AgentSaid>().FirstOrDefault(said => said.Text == text) : null);

    private static async Task SayAsCallerAsync(GatewayScenario scenario)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler) { BaseAddress = scenario.OpenAi.ApiBaseUrl };
        var id = scenario.Calls.List().Single().Progress.RealtimeCallId!.Value;
        using var answer = await http.PostAsJsonAsync($"/simulator/calls/{id}/say-as-caller", new { text = "Go on." }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A supervisor decides on the question that was asked last.</summary>
    private static async Task DecideAsync(GatewayScenario scenario, int question, string word)
    {
        var call = scenario.Calls.List().Single().Id;
        var asked = await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.EventsAsync(call)).OfType<ToolApprovalRequested>().ElementAtOrDefault(question - 1));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(scenario.Address, $"/api/calls/{call}/tools/{asked.FunctionCallId}/{word}"))
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var answer = await scenario.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent, answer.StatusCode.ToString());
    }
}
