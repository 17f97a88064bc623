using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.Simulator;
using Realtime.Simulator.Settings;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Webhooks;

/// <summary>The simulator as the vendor of a gateway that starts after it: its webhooks go to wherever <see cref="Gateway"/> points.</summary>
internal sealed class SimulatedVendor : IAsyncDisposable
{
    private readonly WebApplication _simulator;
    private readonly WebApplication _relay;
    private readonly HttpClient _http;
    private readonly HttpClient _onwards = new();

    private SimulatedVendor(WebApplication simulator, WebApplication relay)
    {
        _simulator = simulator;
        _relay = relay;
        // The certificate is the gateway's matter, not this client's.
        _http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true })
        {
            BaseAddress = Endpoints.ApiBaseUrl,
        };
    }

    /// <summary>Where the gateway listens now.</summary>
    public Uri? Gateway { get; set; }

    public SimulatorEndpoints Endpoints => _simulator.Services.GetRequiredService<SimulatorEndpoints>();

    public SimulatorFaults Faults
    {
        get => _simulator.Services.GetRequiredService<FaultSwitches>().Current;
        set => _simulator.Services.GetRequiredService<FaultSwitches>().Current = value;
    }

    /// <summary>The gateway's settings for this target.</summary>
    public Dictionary<string, string?> Target => new()
    {
        ["Targets:openai:ApiBaseUrl"] = Endpoints.ApiBaseUrl + "v1",
        ["Targets:openai:ApiKey"] = "literal:sk-simulator",
        ["Targets:openai:WebhookSecrets:0"] = "literal:whsec_c2ltdWxhdG9yLXNlY3JldC1mb3ItdGVzdHM=",
        ["Targets:openai:CertificateAuthorityFile"] = Endpoints.CertificateAuthorityPemPath,
    };

    public static async Task<SimulatedVendor> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var relay = builder.Build();
        relay.Urls.Add("http://127.0.0.1:0");
        SimulatedVendor? vendor = null;
        relay.Run(context => vendor!.RelayAsync(context));
        await relay.StartAsync();
        var simulator = SimulatorHost.Build([], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Simulator:WebhookUrl"] = relay.Urls.First() + "/webhooks/openai",
            ["Simulator:Pace"] = "20",
            ["Logging:LogLevel:Default"] = "None",
            ["Logging:LogLevel:Microsoft"] = "None",
            ["Logging:LogLevel:Realtime"] = "None",
        }));
        await simulator.StartAsync();
        vendor = new SimulatedVendor(simulator, relay);
        return vendor;
    }

    /// <summary>Lets a call ring at the vendor, as our INVITE with these headers would; returns the vendor's id.</summary>
    public async Task<string> RingAsync(params (string Name, string Value)[] headers)
    {
        using var answer = await _http.PostAsJsonAsync(
            "/simulator/calls", new { headers = headers.Select(header => new { name = header.Name, value = header.Value }) });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    public Task<string> RingAsync(Call call, string token) =>
        RingAsync((AttemptToken.CallHeader, call.Id.Value), (AttemptToken.TokenHeader, token));

    public async Task<JsonElement> CallAsync(string id) => await _http.GetFromJsonAsync<JsonElement>("/simulator/calls/" + id);

    /// <summary>Waits until the vendor's call is <c>ringing</c>, <c>active</c> or <c>ended</c>; nothing that was sent may be a violation.</summary>
    public async Task<JsonElement> ReachesAsync(string id, string state)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var call = await CallAsync(id);
            Xunit.Assert.Empty(call.GetProperty("violations").EnumerateArray());
            if (call.GetProperty("state").GetString() == state)
            {
                return call;
            }

            await Task.Delay(10, bound.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _simulator.DisposeAsync();
        await _relay.DisposeAsync();
        _onwards.Dispose();
    }

    private async Task RelayAsync(HttpContext context)
    {
        if (Gateway is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway, context.Request.Path.Value)) { Content = new ByteArrayContent(body.ToArray()) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(context.Request.ContentType!);
        foreach (var (name, value) in context.Request.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)))
        {
            request.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        using var answer = await _onwards.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
    }
}
