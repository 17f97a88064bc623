using System.Net;
using System.Text;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class PolicyApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hypothetical_call_is_decided_and_explained()
    {
        await using var host = await ApiHost.StartAsync();

        var decision = await ApiHost.JsonAsync(await host.Viewer.PostAsync(
            "/api/policy/explain", new StringContent("""{"dialled":"+15550100","caller":"+1 900 555"}""", Encoding.UTF8, "application/json"), Token));

        Assert.False(decision.GetProperty("accepted").GetBoolean());
        Assert.Equal(("spam", 603), (decision.GetProperty("rule").GetString(), decision.GetProperty("sip_status").GetInt32()));
        Assert.Equal("spam: match, caller is +1900*", decision.GetProperty("explanation").EnumerateArray().Last().GetString());
        Assert.Empty(host.Calls.List());
    }

    [Fact]
    public async Task A_number_is_explained_as_its_trunk_would_show_it()
    {
        await using var host = await ApiHost.StartAsync();

        var decision = await ApiHost.JsonAsync(await host.Viewer.PostAsync(
            "/api/policy/explain", new StringContent("""{"trunk":"carrier","dialled":"+15550100","caller":"0900555"}""", Encoding.UTF8, "application/json"), Token));

        Assert.Equal("spam", decision.GetProperty("rule").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"dialed":"+1"}""")]
    public async Task A_bad_question_is_400(string body)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Viewer.PostAsync("/api/policy/explain", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        await WebhookHost.AssertProblemAsync(HttpStatusCode.BadRequest, answer);
    }

    [Fact]
    public async Task The_policy_in_force_is_shown_with_the_faults_of_a_refused_one()
    {
        await using var host = await ApiHost.StartAsync();
        host.Policies.Publish("""{ "agents": {}, "rulez": [] }"""u8.ToArray());

        var policy = await ApiHost.JsonAsync(await host.Viewer.GetAsync("/api/policy", Token));

        Assert.Matches("^1-[0-9a-f]{8}$", policy.GetProperty("version").GetString());
        Assert.Contains(policy.GetProperty("faults").EnumerateArray(), fault => fault.GetString()!.StartsWith("rulez: is an unknown property", StringComparison.Ordinal));
    }
}
