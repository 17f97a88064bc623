using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class ApiFrontTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_asks_too_fast_is_told_when_to_come_again_and_others_are_served()
    {
        await using var host = await ApiHost.StartAsync(new() { ["Api:RequestsPerSecond"] = "1", ["Api:RequestBurst"] = "3" });

        var answers = new List<HttpResponseMessage>();
        for (var request = 0; request < 20; request++)
        {
            answers.Add(await host.Viewer.GetAsync("/api/me", Token));
        }

        using var other = await host.Supervisor.GetAsync("/api/me", Token);
        var refused = answers.First(static answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        answers.ForEach(static answer => answer.Dispose());
    }

    [Fact]
    public async Task Other_methods_and_other_bodies_and_other_paths_are_problems_too()
    {
        await using var host = await ApiHost.StartAsync();

        using var method = await host.Viewer.DeleteAsync("/api/calls", Token);
        using var form = await host.Supervisor.PostAsync("/api/policy/explain", new StringContent("a=b", Encoding.UTF8, "text/plain"), Token);
        using var path = await host.Viewer.GetAsync("/api/no/such/path", Token);

        await WebhookHost.AssertProblemAsync(HttpStatusCode.MethodNotAllowed, method);
        Assert.Contains("GET", method.Content.Headers.Allow);
        await WebhookHost.AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, form);
        await WebhookHost.AssertProblemAsync(HttpStatusCode.NotFound, path);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_told_with_its_line_and_one_that_is_too_long_is_413()
    {
        await using var host = await ApiHost.StartAsync();

        using var broken = await host.Viewer.PostAsync(
            "/api/policy/explain", new StringContent("{\n\"dialled\": \"+1\",\n oops }", Encoding.UTF8, "application/json"), Token);
        using var huge = await host.Viewer.PostAsync(
            "/api/policy/explain", new StringContent($"{{\"dialled\":\"{new string('1', 100_000)}\"}}", Encoding.UTF8, "application/json"), Token);

        Assert.Contains("Line 3", await broken.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await WebhookHost.AssertProblemAsync(HttpStatusCode.BadRequest, broken);
        await WebhookHost.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, huge);
    }

    [Fact]
    public async Task Answers_are_kept_by_no_cache_read_as_no_page_and_shared_with_no_other_site()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/calls") { Headers = { { "Origin", "https://evil.example" } } };

        using var answer = await host.Viewer.SendAsync(request, Token);

        Assert.Contains("no-store", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Who_is_no_trusted_proxy_is_not_believed_about_addresses()
    {
        await using var host = await ApiHost.StartAsync(new() { ["Api:RequestsPerSecond"] = "1", ["Api:RequestBurst"] = "2" });
        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < 20; number++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/calls") { Headers = { { "X-Forwarded-For", $"198.51.100.{number}" } } };
            using var answer = await host.Anonymous.SendAsync(request, Token);
            statuses.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task A_proxy_that_is_no_address_stops_the_start()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => ApiHost.StartAsync(new() { ["Api:TrustedProxies:0"] = "proxy.example" }));

        Assert.Contains("Api:TrustedProxies:0: \"proxy.example\" is no address", fault.Message, StringComparison.Ordinal);
    }
}
