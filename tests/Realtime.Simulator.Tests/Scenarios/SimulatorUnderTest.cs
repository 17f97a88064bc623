using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Realtime.Simulator.Tests.Scenarios;

/// <summary>A simulator in this process with a client that has the right key.</summary>
internal sealed class SimulatorUnderTest : IAsyncDisposable
{
    public const string ApiKey = "sk-test";

    private readonly WebApplication _app;

    private SimulatorUnderTest(WebApplication app)
    {
        _app = app;
        Endpoints = app.Services.GetRequiredService<SimulatorEndpoints>();
        Http = new HttpClient { BaseAddress = Endpoints.ApiBaseUrl };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    public SimulatorEndpoints Endpoints { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<SimulatorUnderTest> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, settings);

    public static async Task<SimulatorUnderTest> StartAsync(TimeProvider? time, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Simulator:Https"] = "false",
            ["Simulator:ApiKey"] = ApiKey,
            ["Simulator:Pace"] = "40",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in settings)
        {
            all["Simulator:" + key] = value;
        }

        var app = SimulatorHost.Build([], configuration => configuration.AddInMemoryCollection(all), time);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SimulatorUnderTest(app);
    }

    /// <summary>Puts a script in force.</summary>
    public async Task UseScriptAsync(string json)
    {
        using var answer = await Http.PutAsync("/simulator/script", new StringContent(json), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Makes a WebRTC call and gives its id.</summary>
    public async Task<string> CallAsync(string session)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("v=0\r\n", Encoding.UTF8, "application/sdp"), "sdp" },
            { new StringContent(session, Encoding.UTF8, "application/json"), "session" },
        };
        using var answer = await Http.PostAsync("/v1/realtime/calls", form, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Created, body);
        Assert.StartsWith("v=0", body, StringComparison.Ordinal);
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    /// <summary>Lets a pretended SIP call ring and gives its id.</summary>
    public async Task<string> RingAsync()
    {
        using var answer = await Http.PostAsJsonAsync("/simulator/calls", new { from = "<sip:+1@a>" }, TestContext.Current.CancellationToken);
        return (await ReadAsync(answer))["id"]!.GetValue<string>();
    }

    public async Task<(int Status, JsonObject Body)> PostAsync(string path, string json)
    {
        using var answer = await Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await ReadAsync(answer));
    }

    public async Task<JsonObject> ShowAsync(string callId)
    {
        using var answer = await Http.GetAsync("/simulator/calls/" + callId, TestContext.Current.CancellationToken);
        return await ReadAsync(answer);
    }

    /// <summary>The ids of all calls.</summary>
    public async Task<IReadOnlyList<string>> CallsAsync() => [.. (await ListAsync()).Select(call => call["id"]!.GetValue<string>())];

    /// <summary>Waits for a ringing call and gives its id.</summary>
    public async Task<string> RingsAsync()
    {
        JsonNode? ringing = null;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (ringing is null && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            ringing = (await ListAsync()).FirstOrDefault(call => call["state"]!.GetValue<string>() == "ringing");
        }

        return ringing!["id"]!.GetValue<string>();
    }

    private async Task<IEnumerable<JsonNode>> ListAsync() =>
        JsonNode.Parse(await Http.GetStringAsync("/simulator/calls", TestContext.Current.CancellationToken))!.AsArray()!;

    public async Task<string[]> ViolationsAsync(string callId) =>
        [.. (await ShowAsync(callId))["violations"]!.AsArray().Select(violation => violation!["code"]!.GetValue<string>())];

    public Task<TestSideband> AttachAsync(string callId) => TestSideband.AttachAsync(Endpoints.ApiBaseUrl, callId);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }
}
