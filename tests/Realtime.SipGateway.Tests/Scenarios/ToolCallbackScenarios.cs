using System.Net;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

public sealed class ToolCallbackScenarios
{
    [Fact]
    public async Task A_callback_that_nobody_asked_for_is_refused()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        using var body = new StringContent("{}");

        using var answer = await scenario.Http.PostAsync(
            new Uri(scenario.Address, "/callbacks/tools/ex_1.4000000000.AAAA"), body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
