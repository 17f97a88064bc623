using System.Net;
using System.Text.Json;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class TargetsApiTests
{
    [Fact]
    public async Task The_sides_that_calls_are_sent_to_are_shown_to_a_viewer_only()
    {
        await using var scenario = await GatewayScenario.StartAsync(new()
        {
            ["Api:Keys:0:Name"] = "wallboard",
            ["Api:Keys:0:Sha256"] = ApiHost.Hash("viewer-key"),
        });
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await caller.HangUpAsync();
        var address = new Uri(scenario.Address, "/api/signalling/targets");
        Assert.Equal(HttpStatusCode.Unauthorized, (await scenario.Http.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);

        scenario.Http.DefaultRequestHeaders.Authorization = new("Bearer", "viewer-key");
        using var shown = JsonDocument.Parse(await scenario.Http.GetStringAsync(address, TestContext.Current.CancellationToken));

        var target = Assert.Single(shown.RootElement.EnumerateArray());
        Assert.Equal(("openai", "ai", "passive", "closed"), (Text("name"), Text("kind"), Text("health"), Text("service")));
        var at = Assert.Single(target.GetProperty("addresses").EnumerateArray());
        Assert.True(at.GetProperty("up").GetBoolean());
        Assert.Equal($"tls:{scenario.OpenAi.SipTlsEndPoint}", at.GetProperty("address").GetString());

        string? Text(string name) => target.GetProperty(name).GetString();
    }
}
