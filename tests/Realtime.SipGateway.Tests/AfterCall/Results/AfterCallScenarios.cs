using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.SipGateway.Tests.AfterCall.Results;

/// <summary>A call from its INVITE to what text models made of it.</summary>
public sealed class AfterCallScenarios
{
    private const string AfterCall =
        """
        "after_call": {
          "summary": { "model": "gpt-text", "max_words": 40 },
          "outcome": { "model": "gpt-text", "schema": {
            "type": "object", "properties": { "reason": { "type": "string", "enum": [ "order", "other" ] } }, "required": [ "reason" ], "additionalProperties": false } }
        },
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_a_call_is_told_with_its_summary_and_its_outcome()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var scenario = await StartAsync(receiver);
        var record = await CallAsync(scenario);

        var told = await GatewayScenario.EventuallyAsync(() => Task.FromResult(receiver.Taken.FirstOrDefault(static one => one.Type == "call.ended").Body is { ValueKind: JsonValueKind.Object } body ? new { Body = body } : null));

        var data = told.Body.GetProperty("data");
        Assert.Equal("done", data.GetProperty("summary").GetProperty("status").GetString());
        Assert.NotEmpty(data.GetProperty("summary").GetProperty("text").GetString()!);
        Assert.Equal("order", data.GetProperty("outcome").GetProperty("value").GetProperty("reason").GetString());
        Assert.False(data.GetProperty("record").TryGetProperty("after_call", out _));
        using var answer = await scenario.Http.GetAsync(new Uri(scenario.Address, "/api/calls/" + record.CallId.Value), Token);
        var shown = (await ApiHost.JsonAsync(answer)).GetProperty("after_call");
        Assert.Equal("order", shown.GetProperty("outcome").GetProperty("value").GetProperty("reason").GetString());
        Assert.True(shown.GetProperty("input_tokens").GetInt32() > 0);
        var export = await scenario.Http.GetStringAsync(new Uri(scenario.Address, "/api/calls/export?format=jsonl"), Token);
        Assert.Contains("\"after_call\":{\"summary\":{\"status\":\"done\"", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_wants_it_is_told_of_the_summary_by_itself()
    {
        await using var receiver = await HookReceiver.StartAsync();
        var settings = receiver.Settings();
        settings["Webhooks:Outgoing:crm:Events:0"] = "call.ended";
        settings["Webhooks:Outgoing:crm:Events:1"] = "call.summarized";
        await using var scenario = await StartAsync(receiver, settings);
        await CallAsync(scenario);

        await GatewayScenario.EventuallyAsync(() => Task.FromResult(receiver.Taken.Any(static one => one.Type == "call.summarized") ? receiver : null));

        var data = receiver.Taken.First(static one => one.Type == "call.summarized").Body.GetProperty("data");
        Assert.Equal("done", data.GetProperty("summary").GetProperty("status").GetString());
        Assert.Equal("done", data.GetProperty("outcome").GetProperty("status").GetString());
        Assert.False(data.TryGetProperty("transcript", out _));
    }

    [Fact]
    public async Task A_webhook_goes_without_what_the_service_refuses()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var scenario = await StartAsync(receiver);
        await SayAsync(scenario, """[{"status":404,"code":"model_not_found"},{"status":404,"code":"model_not_found"},{"status":404,"code":"model_not_found"}]""");
        await CallAsync(scenario);

        await GatewayScenario.EventuallyAsync(() => Task.FromResult(receiver.Taken.Any(static one => one.Type == "call.ended") ? receiver : null));

        var data = receiver.Taken.First(static one => one.Type == "call.ended").Body.GetProperty("data");
        Assert.Equal(("failed", "failed"), (data.GetProperty("summary").GetProperty("status").GetString(), data.GetProperty("outcome").GetProperty("status").GetString()));
        Assert.True(data.TryGetProperty("record", out _));
    }

    [Fact]
    public async Task What_a_process_could_not_finish_the_next_one_does()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var scenario = await StartAsync(receiver);
        await SayAsync(scenario, """[{"delay_ms":600000},{"delay_ms":600000}]""");
        var record = await CallAsync(scenario);
        await GatewayScenario.EventuallyAsync(async () => (await AskedAsync(scenario)).GetArrayLength() == 2 ? scenario : null);

        await scenario.RestartGatewayAsync();

        var whole = await GatewayScenario.EventuallyAsync(async () =>
            await scenario.CallLog.FindRecordAsync(record.CallId, Token) is { AfterCall.Outcome.Status: AfterCallStatus.Done } done ? done : null);
        Assert.Equal(AfterCallStatus.Done, whole.AfterCall!.Summary!.Status);
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(receiver.Taken.Any(static one => one.Type == "call.ended") ? receiver : null));
        Assert.Equal("done", receiver.Taken.First(static one => one.Type == "call.ended").Body.GetProperty("data").GetProperty("summary").GetProperty("status").GetString());
    }

    private static Task<GatewayScenario> StartAsync(HookReceiver receiver, Dictionary<string, string?>? settings = null)
    {
        settings ??= receiver.Settings();
        settings["Api:Keys:0:Name"] = "ops";
        settings["Api:Keys:0:Sha256"] = ApiHost.Hash("admin-key");
        settings["Api:Keys:0:Scope"] = "admin";
        return GatewayScenario.StartAsync(settings, policy: static text => text.Replace("\"greeting\": \"Hello.\",", "\"greeting\": \"Hello.\", " + AfterCall, StringComparison.Ordinal));
    }

    private static async Task<SipGateway.Calls.CallRecord> CallAsync(GatewayScenario scenario)
    {
        scenario.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "admin-key");
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<AgentSaid>();
        await caller.HangUpAsync();
        return await scenario.RecordAsync(caller);
    }

    private static async Task SayAsync(GatewayScenario scenario, string answers)
    {
        using var http = Simulator();
        using var answer = await http.PutAsync(new Uri(scenario.OpenAi.ApiBaseUrl, "/simulator/texts"), new StringContent(answers, Encoding.UTF8, "application/json"), Token);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<JsonElement> AskedAsync(GatewayScenario scenario)
    {
        using var http = Simulator();
        return JsonElement.Parse(await http.GetStringAsync(new Uri(scenario.OpenAi.ApiBaseUrl, "/simulator/texts"), Token));
    }

    private static HttpClient Simulator() => new(new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true });
}
