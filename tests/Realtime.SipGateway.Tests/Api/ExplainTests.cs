using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class ExplainTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hypothetical_call_may_have_headers_a_time_and_a_source_and_gets_its_reasons()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Viewer.PostAsync(
            "/api/policy/explain",
            new StringContent(
                """{ "dialled": "+15550100", "caller": "+1", "source": "webhook", "media": "srtp", "at": "2026-12-24T20:00:00+01:00", "headers": { "X-Class": "gold" } }""",
                Encoding.UTF8, "application/json"),
            Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var decision = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        var rules = decision.RootElement.GetProperty("reasons").GetProperty("rules");
        Assert.Equal("match", rules[rules.GetArrayLength() - 1].GetProperty("result").GetString());
        Assert.Equal(decision.RootElement.GetProperty("rule").GetString(), rules[rules.GetArrayLength() - 1].GetProperty("rule").GetString());
        Assert.StartsWith("call: trunk (none), dialled +15550100, caller +1", decision.RootElement.GetProperty("explanation")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_a_header_is_a_problem()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Viewer.PostAsync(
            "/api/policy/explain",
            new StringContent($$"""{ "dialled": "+1", "headers": { "X-Class": "{{new string('a', 600)}}" } }""", Encoding.UTF8, "application/json"),
            Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
