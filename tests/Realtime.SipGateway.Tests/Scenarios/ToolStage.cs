using System.Globalization;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A call whose agent has tools of the test's own.</summary>
internal static class ToolStage
{
    public const string Key = "supervisor-key";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="turns">What the model does once the caller has asked.</param>
    /// <param name="tools">Further tools; the agent has them.</param>
    /// <param name="agent">Further members of the agent, each with a comma.</param>
    /// <param name="agents">Further agents, each with a comma.</param>
    /// <param name="settings">Further settings of the gateway.</param>
    /// <param name="pace">How much faster than life the model speaks.</param>
    public static async Task<GatewayScenario> StartAsync(
        string turns, string tools, string agent = "", string agents = "", Dictionary<string, string?>? settings = null, int pace = 20)
    {
        var names = JsonDocument.Parse("{" + tools + "}").RootElement.EnumerateObject().Select(static one => $"\"{one.Name}\", ");
        var scenario = await GatewayScenario.StartAsync(
            new(settings ?? [])
            {
                ["Api:Keys:0:Name"] = "ops",
                ["Api:Keys:0:Sha256"] = ApiHost.Hash(Key),
                ["Api:Keys:0:Scope"] = "supervisor",
                ["Egress:AllowedHosts:0"] = "127.0.0.1",
                ["Egress:AllowPrivateAddresses:0"] = "127.0.0.1",
            },
            new() { ["Simulator:Pace"] = pace.ToString(CultureInfo.InvariantCulture), ["Simulator:WordInterval"] = "00:00:00.002" },
            policy: text => text
                .Replace("\"tools\": [ \"lookup_order\",", $"{agent} \"tools\": [ {string.Concat(names)}\"lookup_order\",", StringComparison.Ordinal)
                .Replace("\"front-desk\": {", agents + "\"front-desk\": {", StringComparison.Ordinal)
                .Replace("\"hang_up\": {", tools + ", \"hang_up\": {", StringComparison.Ordinal));
        await scenario.SetScriptAsync($$"""{ "turns": [ { "agent": "Hello." }, { "caller": "Hm." }, {{turns}} ] }""");
        return scenario;
    }

    public static async Task AskAsync(GatewayScenario scenario, TrunkCaller caller)
    {
        await caller.CallAsync();
        await SaidAsync(scenario, "Hello.");
        await scenario.SayAsCallerAsync("Please help me.");
    }

    public static Task<object> SaidAsync(GatewayScenario scenario, string text) => GatewayScenario.EventuallyAsync<object>(async () =>
        scenario.Calls.List().SingleOrDefault() is { } call ? (await scenario.EventsAsync(call.Id)).OfType<AgentSaid>().FirstOrDefault(said => said.Text == text) : null);

    public static async Task PressAsync(GatewayScenario scenario, string digits)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler) { BaseAddress = scenario.OpenAi.ApiBaseUrl };
        using var body = new StringContent($$"""{ "digits": "{{digits}}" }""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync($"/simulator/calls/{scenario.Calls.List().Single().Progress.RealtimeCallId!.Value}/press-as-caller", body, Token);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The caller hangs up; nothing was wrong on either side.</summary>
    public static async Task<(CallRecord Record, IReadOnlyList<CallEventData> Events)> EndAsync(GatewayScenario scenario, TrunkCaller caller)
    {
        await caller.HangUpAsync();
        var record = await scenario.RecordAsync(caller);
        var events = await scenario.EventsAsync(record.CallId);
        Assert.Empty(events.OfType<SidebandError>());
        Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());
        return (record, events);
    }
}
