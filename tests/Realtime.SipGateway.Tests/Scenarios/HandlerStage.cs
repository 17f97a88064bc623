using System.Security.Cryptography;
using System.Text;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A gateway whose agent <c>front-desk</c> leaves its callers to a program, and a caller who says what the test wants.</summary>
internal static class HandlerStage
{
    public const string Key = "handler-key-0123456789abcdef";

    public static async Task<GatewayScenario> StartAsync(int timeoutMs)
    {
        var scenario = await GatewayScenario.StartAsync(
            new()
            {
                ["Api:Keys:0:Name"] = "program",
                ["Api:Keys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
                ["Api:Keys:0:Scope"] = "supervisor",
            },
            policy: text => text.Replace("\"greeting\":", $$"""
                "handler": { "timeout_ms": {{timeoutMs}} }, "greeting":
                """, StringComparison.Ordinal));
        await AskSimulatorAsync(scenario, HttpMethod.Put, "/simulator/script", """{ "turns": [ { "caller": "Hm." } ] }""");
        return scenario;
    }

    public static async Task SayAsCallerAsync(GatewayScenario scenario, string text)
    {
        var call = (await scenario.OpenAiCallsAsync()).Single().GetProperty("id").GetString();
        await AskSimulatorAsync(scenario, HttpMethod.Post, $"/simulator/calls/{call}/say-as-caller", $$"""{ "text": "{{text}}" }""");
    }

    public static async Task SpokenAsync(GatewayScenario scenario, string text) =>
        await GatewayScenario.EventuallyAsync(async () => await SaidAsync(scenario) is { } said && said.Contains(text) ? said : null);

    public static async Task<IReadOnlyList<string>?> SaidAsync(GatewayScenario scenario) =>
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
