using System.Net;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class ApiKeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/calls")]
    [InlineData("GET", "/api/calls/x")]
    [InlineData("GET", "/api/calls/x/events")]
    [InlineData("GET", "/api/events")]
    [InlineData("GET", "/api/policy")]
    [InlineData("POST", "/api/policy/explain")]
    [InlineData("POST", "/api/calls/x/hangup")]
    [InlineData("GET", "/api/no/such/path")]
    public async Task Without_a_key_everything_is_401(string method, string path)
    {
        await using var host = await ApiHost.StartAsync();

        using var none = await host.Anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Token);
        await WebhookHost.AssertProblemAsync(HttpStatusCode.Unauthorized, none);
        Assert.Contains("Bearer", none.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);

        using var stranger = host.As("wrong-key");
        using var wrong = await stranger.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Token);
        await WebhookHost.AssertProblemAsync(HttpStatusCode.Unauthorized, wrong);
    }

    [Fact]
    public async Task A_gateway_without_keys_is_closed()
    {
        await using var host = await ApiHost.StartAsync(withKeys: false);

        using var answer = await host.Viewer.GetAsync("/api/calls", Token);

        await WebhookHost.AssertProblemAsync(HttpStatusCode.Unauthorized, answer);
    }

    [Fact]
    public async Task A_key_may_come_in_its_own_header()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/calls") { Headers = { { "X-Api-Key", "viewer-key" } } };

        using var answer = await host.Anonymous.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_viewer_may_look_and_not_act()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, control) = host.Begin();

        using var look = await host.Viewer.GetAsync($"/api/calls/{call.Id}", Token);
        using var act = await host.Viewer.PostAsync($"/api/calls/{call.Id}/hangup", null, Token);

        Assert.Equal(HttpStatusCode.OK, look.StatusCode);
        await WebhookHost.AssertProblemAsync(HttpStatusCode.Forbidden, act);
        Assert.Empty(control.HangUps);
    }

    [Theory]
    [InlineData("Api:Keys:0:Sha256", "abc", "Sha256")]
    [InlineData("Api:Keys:0:Name", "", "Name")]
    [InlineData("Api:Keys:1:Name", "Wallboard", "Api:Keys:1:Name: is the same as of Api:Keys:0")]
    public async Task A_faulty_key_stops_the_start(string key, string value, string told)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => ApiHost.StartAsync(new() { [key] = value }));

        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }
}
