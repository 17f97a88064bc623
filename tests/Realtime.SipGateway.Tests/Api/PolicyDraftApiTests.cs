using System.Net;
using Realtime.SipGateway.Tests.Rules;
using Xunit;
using static Realtime.SipGateway.Tests.Api.PoliciesHost;

namespace Realtime.SipGateway.Tests.Api;

public sealed class PolicyDraftApiTests
{
    private static readonly string Good = PolicyText.WithRules("""{ "name": "closed", "reject": {} }""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_is_saved_with_faults_mended_compared_and_published()
    {
        await using var host = await PoliciesHost.StartAsync();

        var bad = await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/draft", "{ \"rules\": ["));
        Assert.NotEmpty(bad.GetProperty("faults").EnumerateArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(host.Anna, HttpMethod.Post, "/api/policy/publish", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Api.Viewer.GetAsync("/api/policy/draft/diff", Token)).StatusCode);

        var good = await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/draft", Good));
        Assert.Empty(good.GetProperty("faults").EnumerateArray());
        Assert.Equal(Good, await host.Api.Viewer.GetStringAsync("/api/policy/draft/document", Token));
        var diff = await JsonAsync(await host.Api.Viewer.GetAsync("/api/policy/draft/diff", Token));
        Assert.Equal("draft", diff.GetProperty("to").GetString());
        Assert.Equal(3, diff.GetProperty("changes").GetArrayLength());

        var published = await JsonAsync(await SendAsync(host.Anna, HttpMethod.Post, "/api/policy/publish", """{ "note": "holidays" }"""));
        Assert.Equal("holidays", published.GetProperty("version").GetProperty("note").GetString());
        Assert.Equal("closed", host.Api.Policies.Current.Document.Rules[0].Name);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Api.Viewer.GetAsync("/api/policy/draft", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(host.Anna, HttpMethod.Post, "/api/policy/publish", "{}")).StatusCode);
    }

    [Fact]
    public async Task Nobody_overwrites_the_draft_of_another_unseen()
    {
        await using var host = await PoliciesHost.StartAsync();
        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/draft", Good));

        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(host.Ben, HttpMethod.Put, "/api/policy/draft", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(host.Ben, HttpMethod.Put, "/api/policy/draft", "{}", "another")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(host.Ben, HttpMethod.Delete, "/api/policy/draft")).StatusCode);

        using var seen = await host.Ben.GetAsync("/api/policy/draft", Token);
        await JsonAsync(await SendAsync(host.Ben, HttpMethod.Put, "/api/policy/draft", Good + " ", seen.Headers.ETag!.Tag));
        Assert.Equal(
            HttpStatusCode.PreconditionFailed, (await SendAsync(host.Anna, HttpMethod.Post, "/api/policy/publish", "{}", seen.Headers.ETag.Tag)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(host.Ben, HttpMethod.Delete, "/api/policy/draft")).StatusCode);
    }

    [Fact]
    public async Task A_draft_of_a_version_that_was_replaced_is_not_published_before_it_was_looked_at_again()
    {
        await using var host = await PoliciesHost.StartAsync();
        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/draft", Good));
        await JsonAsync(await SendAsync(host.Ben, HttpMethod.Put, "/api/policy/document", PolicyText.WithRules("""{ "name": "by ben", "reject": {} }""")));

        var problem = await JsonAsync(await SendAsync(host.Anna, HttpMethod.Post, "/api/policy/publish", "{}"), HttpStatusCode.Conflict);
        Assert.Equal("key:ben", problem.GetProperty("current").GetProperty("actor").GetString());
        Assert.True((await JsonAsync(await host.Anna.GetAsync("/api/policy/draft", Token))).GetProperty("stale").GetBoolean());
        Assert.Equal("by ben", host.Api.Policies.Current.Document.Rules[0].Name);

        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/draft?based_on=2", Good));
        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Post, "/api/policy/publish"));
        Assert.Equal("closed", host.Api.Policies.Current.Document.Rules[0].Name);
    }

    [Fact]
    public async Task A_text_is_validated_without_being_saved()
    {
        await using var host = await PoliciesHost.StartAsync();

        var answer = await JsonAsync(await SendAsync(host.Api.Viewer, HttpMethod.Post, "/api/policy/draft/validate", """{ "rulez": [] }"""));

        Assert.False(answer.GetProperty("valid").GetBoolean());
        Assert.Contains(answer.GetProperty("faults").EnumerateArray(), fault => fault.GetProperty("path").GetString() == "rulez");
        Assert.True((await JsonAsync(await SendAsync(host.Api.Viewer, HttpMethod.Post, "/api/policy/draft/validate", Good))).GetProperty("valid").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(host.Api.Viewer, HttpMethod.Post, "/api/policy/draft/validate")).StatusCode);
    }
}
