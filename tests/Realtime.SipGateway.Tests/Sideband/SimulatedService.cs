using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.Simulator;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>The double of the service over real TLS, and the shop behind the agent's tool.</summary>
internal sealed class SimulatedService : IAsyncDisposable
{
    public const string ApiKey = "sk-sideband-test";

    private readonly WebApplication _simulator;
    private readonly WebApplication _shop;
    private readonly HttpClient _http;

    private SimulatedService(WebApplication simulator, WebApplication shop, ConcurrentQueue<string> traces)
    {
        ShopTraces = traces;
        _simulator = simulator;
        _shop = shop;
        Endpoints = simulator.Services.GetRequiredService<SimulatorEndpoints>();
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        _http = new HttpClient(handler) { BaseAddress = Endpoints.ApiBaseUrl };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    public SimulatorEndpoints Endpoints { get; }

    /// <summary>Where tools go, without a path.</summary>
    public string ShopUrl => _shop.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>W3C trace context of each request to the shop.</summary>
    public IReadOnlyCollection<string> ShopTraces { get; }

    public static async Task<SimulatedService> StartAsync(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Simulator:ApiKey"] = ApiKey,
            ["Simulator:Pace"] = "20",
            ["Simulator:WordInterval"] = "00:00:00.002",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in settings)
        {
            all["Simulator:" + key] = value;
        }

        var simulator = SimulatorHost.Build([], configuration => configuration.AddInMemoryCollection(all));
        await simulator.StartAsync(TestContext.Current.CancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var shop = builder.Build();
        var traces = new ConcurrentQueue<string>();
        shop.MapGet("/orders/{id}", (string id, HttpRequest request) =>
        {
            traces.Enqueue(request.Headers.TraceParent.ToString());
            return Results.Json(new { id, status = "on its way", arrives = "on Friday" });
        });
        await shop.StartAsync(TestContext.Current.CancellationToken);
        return new SimulatedService(simulator, shop, traces);
    }

    /// <summary>A SIP call that only the webhook would show.</summary>
    public async Task<string> RingAsync()
    {
        using var answer = await _http.PostAsJsonAsync("/simulator/calls", new { from = "<sip:+15550100@a>" }, TestContext.Current.CancellationToken);
        return (await ReadAsync(answer))["id"]!.GetValue<string>();
    }

    /// <summary>A browser's call, accepted by being made.</summary>
    public async Task<string> CallByBrowserAsync(byte[] session)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("v=0\r\n", Encoding.UTF8, "application/sdp"), "sdp" },
            { new StringContent(Encoding.UTF8.GetString(session), Encoding.UTF8, "application/json"), "session" },
        };
        using var answer = await _http.PostAsync("/v1/realtime/calls", form, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    /// <summary>From now on calls go by this script.</summary>
    public async Task SetScriptAsync(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PutAsync("/simulator/script", body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }

    public async Task HangUpAsCallerAsync(string call)
    {
        using var answer = await _http.PostAsync($"/simulator/calls/{call}/hang-up-as-caller", null, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }

    public async Task<JsonNode> ShowAsync(string call)
    {
        using var answer = await _http.GetAsync("/simulator/calls/" + call, TestContext.Current.CancellationToken);
        return await ReadAsync(answer);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var app in new[] { _simulator, _shop })
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
