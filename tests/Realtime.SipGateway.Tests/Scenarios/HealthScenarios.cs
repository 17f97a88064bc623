using System.Net;
using System.Text.Json;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Tests.Api;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>What balancers and operators are told of a gateway's health.</summary>
public sealed class HealthScenarios
{
    private const string Key = "rgw_health";

    private static readonly Dictionary<string, string?> WithKey = new()
    {
        ["Api:Keys:0:Name"] = "probe",
        ["Api:Keys:0:Sha256"] = ApiHost.Hash(Key),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_that_takes_calls_is_alive_and_ready_and_tells_details_to_who_has_a_key()
    {
        await using var scenario = await GatewayScenario.StartAsync(WithKey);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(scenario, "/health"), await StatusAsync(scenario, "/ready")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(scenario, "/api/health"));
        var health = await DetailsAsync(scenario);
        Assert.True(health.GetProperty("ready").GetBoolean());
        var names = health.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()).ToArray();
        Assert.Subset(names.ToHashSet(), new HashSet<string?> { "policy", "signalling", "store", "targets" });
    }

    [Fact]
    public async Task A_draining_gateway_is_alive_and_not_ready_and_says_why()
    {
        await using var scenario = await GatewayScenario.StartAsync(WithKey);
        scenario.Service<SignallingService>().StopTaking();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (await StatusAsync(scenario, "/health"), await StatusAsync(scenario, "/ready")));
        var health = await DetailsAsync(scenario);
        Assert.Equal("unhealthy", health.GetProperty("status").GetString());
        var signalling = health.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "signalling");
        Assert.Contains("draining", signalling.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_every_ai_target_down_the_gateway_is_degraded_and_stays_ready_for_fallbacks()
    {
        await using var scenario = await GatewayScenario.StartAsync(new(WithKey) { ["Targets:openai:OutboundProxy"] = "127.0.0.1:1" });
        var reason = await GatewayScenario.EventuallyAsync(async () =>
        {
            await using var caller = scenario.Caller();
            await caller.InviteAsync();
            await caller.FinalAsync();
            var check = (await DetailsAsync(scenario)).GetProperty("checks").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "targets");
            return check.GetProperty("status").GetString() == "degraded" ? check.GetProperty("reason").GetString() : null;
        });

        Assert.Contains("openai", reason, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(scenario, "/ready"));
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayScenario scenario, string path)
    {
        using var answer = await scenario.Http.GetAsync(new Uri(scenario.Address, path), Token);
        return answer.StatusCode;
    }

    private static async Task<JsonElement> DetailsAsync(GatewayScenario scenario)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(scenario.Address, "/api/health"));
        request.Headers.Authorization = new("Bearer", Key);
        using var answer = await scenario.Http.SendAsync(request, Token);
        return await ApiHost.JsonAsync(answer);
    }
}
