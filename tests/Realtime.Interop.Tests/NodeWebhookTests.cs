using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.Simulator;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Webhooks held against code that nobody here wrote: OpenAI's SDK reads what the simulator signs, the gateway takes what Standard Webhooks' library signs.</summary>
public sealed class NodeWebhookTests
{
    private const string Secret = GatewayScenario.WebhookSecret;
    private const string OtherSecret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private const string RawSecret = "raw-secret-without-prefix";

    /// <summary>OpenAI's own test vector (openai-node, openai-python).</summary>
    private const string VectorBody =
        """{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event", "created_at": 1750861210, "type": "response.completed", "data": {"id": "resp_123"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [Theory]
    [InlineData(Secret)]
    [InlineData(RawSecret)]
    public async Task OpenAIs_sdk_unwraps_what_the_simulator_signs(string secret)
    {
        await using var sdk = await NodeSdk.StartAsync();
        var (body, headers) = await DeliveryOfTheSimulatorAsync(secret);

        var unwrapped = await sdk.UnwrapAsync(secret, body, headers);
        var changed = await sdk.UnwrapAsync(secret, body.Replace("+15550199", "+15550198", StringComparison.Ordinal), headers);
        var other = await sdk.UnwrapAsync(OtherSecret, body, headers);

        Assert.Equal("realtime.call.incoming", unwrapped["type"]?.GetValue<string>());
        Assert.StartsWith("rtc_", unwrapped["call_id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("InvalidWebhookSignatureError", changed["error"]?.GetValue<string>());
        Assert.Equal("InvalidWebhookSignatureError", other["error"]?.GetValue<string>());
    }

    [Fact]
    public async Task The_library_of_standard_webhooks_signs_OpenAIs_vector_alike()
    {
        await using var sdk = await NodeSdk.StartAsync();

        Assert.Equal(
            "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=",
            await sdk.SignAsync(Secret, "wh_685c059ae39c8190af8c71ed1022a24d", 1750861210, VectorBody));
    }

    [Fact]
    public async Task The_gateway_takes_what_the_library_of_standard_webhooks_signs_and_refuses_the_rest()
    {
        await using var sdk = await NodeSdk.StartAsync();
        await using var gateway = await GatewayScenario.StartAsync();
        var url = new Uri(gateway.Address, "/webhooks/openai");
        const string odd = """{"type":"response.completed","data":{"text":"größer – ☎ \u00e9 \ud83d\ude00","n":1e3}}""";

        Assert.Equal(200, await sdk.PostAsync(url, Secret, "wh_1", Now, VectorBody));
        Assert.Equal(200, await sdk.PostAsync(url, Secret, "wh_2", Now, odd));
        Assert.Equal(200, await sdk.PostAsync(new Uri(gateway.Address, "/webhooks/openai/"), Secret, "wh_3", Now, VectorBody));
        Assert.Equal(401, await sdk.PostAsync(url, OtherSecret, "wh_4", Now, VectorBody));
        Assert.Equal(401, await sdk.PostAsync(url, Secret, "wh_5", Now - 310, VectorBody));
        Assert.Equal(401, await sdk.PostAsync(url, Secret, "wh_6", Now + 310, VectorBody));
        Assert.Equal(400, await sdk.PostAsync(url, Secret, "wh_7", Now, "no json"));
        Assert.Equal(404, await sdk.PostAsync(new Uri(gateway.Address, "/webhooks/nobody"), Secret, "wh_8", Now, VectorBody));
    }

    /// <summary>Lets a call ring at a simulator and gives its webhook as it came over the wire.</summary>
    private static async Task<(string Body, IReadOnlyDictionary<string, string> Headers)> DeliveryOfTheSimulatorAsync(string secret)
    {
        var deliveries = Channel.CreateUnbounded<(string, IReadOnlyDictionary<string, string>)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var receiver = builder.Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(Token);
            deliveries.Writer.TryWrite((body, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString())));
        });
        await receiver.StartAsync(Token);
        await using var simulator = SimulatorHost.Build(
            ["--Logging:LogLevel:Default=None", "--hostBuilder:reloadConfigOnChange=false"],
            configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Simulator:WebhookUrl"] = receiver.Urls.First() + "/webhooks/openai",
                ["Simulator:WebhookSecret"] = secret,
            }));
        await simulator.StartAsync(Token);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler) { BaseAddress = simulator.Services.GetRequiredService<SimulatorEndpoints>().ApiBaseUrl };
        using var answer = await http.PostAsJsonAsync(
            "/simulator/calls",
            new { headers = new[] { new { name = "From", value = "\"Größe\" <sip:+15550199@carrier.example>" }, new { name = "To", value = "<sip:+15550100@a.example>" } } },
            Token);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Token));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await deliveries.Reader.ReadAsync(limit.Token);
    }
}
