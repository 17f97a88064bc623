using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Realtime.SipGateway.Tests.Rules;
using Xunit;
using static Realtime.SipGateway.Tests.Api.PoliciesHost;

namespace Realtime.SipGateway.Tests.Api;

public sealed class PolicyVersionsApiTests
{
    private static readonly string Changed = "// by Anna\n" + PolicyText.WithRules("""{ "name": "closed", "reject": { "status": 480 } }""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_is_published_kept_byte_for_byte_listed_and_rolled_back()
    {
        await using var host = await PoliciesHost.StartAsync();
        var before = host.Api.Policies.Current.Version;

        var published = await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/document?note=we%20close", Changed));
        Assert.Equal((before, true), (published.GetProperty("before").GetString(), published.GetProperty("published").GetBoolean()));
        Assert.Equal("closed", host.Api.Policies.Current.Document.Rules[0].Name);
        Assert.Equal(Changed, await host.Api.Viewer.GetStringAsync("/api/policy/document", Token));
        Assert.Equal(Changed, await host.Api.Viewer.GetStringAsync("/api/policy/versions/2/document", Token));

        await JsonAsync(await SendAsync(host.Ben, HttpMethod.Post, "/api/policy/rollback", """{ "to": 1, "note": "we open" }"""));
        var versions = (await JsonAsync(await host.Api.Viewer.GetAsync("/api/policy/versions", Token))).GetProperty("versions").EnumerateArray().ToList();

        Assert.Equal([3, 2, 1], versions.Select(version => version.GetProperty("number").GetInt32()));
        Assert.Equal(["rollback", "rest", "file"], versions.Select(version => version.GetProperty("source").GetString()));
        Assert.Equal(["key:ben", "key:anna", "file"], versions.Select(version => version.GetProperty("actor").GetString()));
        Assert.Equal([$"back to {before}: we open", "we close"], versions.Take(2).Select(version => version.GetProperty("note").GetString()));
        Assert.Equal("spam", host.Api.Policies.Current.Document.Rules[0].Name);
        var audit = (await JsonAsync(await host.Anna.GetAsync("/api/audit?action=policy.published", Token))).GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(["key:ben", "key:anna", "file"], audit.Select(entry => entry.GetProperty("actor").GetString()));
        Assert.Contains("added rules[closed]", audit[1].GetProperty("detail").GetProperty("places").EnumerateArray().Select(place => place.GetString()));
    }

    [Fact]
    public async Task A_text_with_faults_is_422_with_all_of_them_and_changes_nothing()
    {
        await using var host = await PoliciesHost.StartAsync();
        var before = host.Api.Policies.Current.Version;

        var problem = await JsonAsync(
            await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/document", PolicyText.WithRules("""{ "name": "x", "accept": { "agent": "desc", "target": "opnai" } }""")),
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [("rules[0].accept.agent", "did you mean \"desk\"?"), ("rules[0].accept.target", "did you mean \"openai\"?")],
            problem.GetProperty("errors").EnumerateArray().Select(fault => (fault.GetProperty("path").GetString()!, fault.GetProperty("suggestion").GetString()!)));
        Assert.Equal(before, host.Api.Policies.Current.Version);
        Assert.Single((await JsonAsync(await host.Api.Viewer.GetAsync("/api/policy/versions", Token))).GetProperty("versions").EnumerateArray());
    }

    [Fact]
    public async Task Who_names_a_version_that_is_not_in_force_any_more_is_told_which_one_is()
    {
        await using var host = await PoliciesHost.StartAsync();
        using var seen = await host.Ben.GetAsync("/api/policy/document", Token);
        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/document", Changed, seen.Headers.ETag!.Tag));

        var problem = await JsonAsync(
            await SendAsync(host.Ben, HttpMethod.Put, "/api/policy/document", Changed + "\n", seen.Headers.ETag.Tag), HttpStatusCode.PreconditionFailed);

        Assert.Equal("key:anna", problem.GetProperty("current").GetProperty("actor").GetString());
        Assert.Equal(2, host.Api.Policies.Current.Published.Number);
    }

    [Fact]
    public async Task The_same_text_again_is_no_new_version()
    {
        await using var host = await PoliciesHost.StartAsync();
        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/document", Changed));

        var answer = await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/document", Changed));

        Assert.False(answer.GetProperty("published").GetBoolean());
        Assert.Equal(2, host.Api.Policies.Current.Published.Number);
    }

    [Fact]
    public async Task Two_versions_are_compared_in_meaning_and_in_text()
    {
        await using var host = await PoliciesHost.StartAsync();
        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/document", Changed));

        var diff = await JsonAsync(await host.Api.Viewer.GetAsync("/api/policy/diff?from=1&to=current", Token));

        Assert.Equal(
            ["removed rules[spam]", "removed rules[otherwise]", "added rules[closed]"],
            diff.GetProperty("changes").EnumerateArray().Select(change => $"{change.GetProperty("kind")} {change.GetProperty("path")}"));
        Assert.Contains("\n+// by Anna\n", diff.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Api.Viewer.GetAsync("/api/policy/diff?from=9", Token)).StatusCode);
    }

    [Fact]
    public async Task A_store_that_cannot_write_is_503_and_nothing_is_half_published()
    {
        await using var host = await PoliciesHost.StartAsync();
        var before = host.Api.Policies.Current.Version;
        await using (var locked = new SqliteConnection($"Data Source={Path.Combine(host.Api.Folder, "data", "gateway.db")};Pooling=False"))
        {
            await locked.OpenAsync(Token);
            await using var command = locked.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            await command.ExecuteNonQueryAsync(Token);

            using var answer = await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/document", Changed);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal(before, host.Api.Policies.Current.Version);
        }

        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/document", Changed));
        Assert.Equal(2, host.Api.Policies.Current.Published.Number);
    }

    [Theory]
    [InlineData("PUT", "/api/policy/document")]
    [InlineData("POST", "/api/policy/rollback")]
    [InlineData("POST", "/api/policy/publish")]
    [InlineData("PUT", "/api/policy/draft")]
    [InlineData("DELETE", "/api/policy/draft")]
    public async Task A_supervisor_changes_no_policy(string method, string path)
    {
        await using var host = await PoliciesHost.StartAsync();

        using var answer = await SendAsync(host.Api.Supervisor, HttpMethod.Parse(method), path, "{}");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "to": 0 }""")]
    [InlineData("""{ "to": "x" }""")]
    [InlineData("")]
    public async Task A_rollback_to_nowhere_is_400(string body)
    {
        await using var host = await PoliciesHost.StartAsync();

        using var answer = await SendAsync(host.Anna, HttpMethod.Post, "/api/policy/rollback", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(host.Anna, HttpMethod.Post, "/api/policy/rollback", """{ "to": 9 }""")).StatusCode);
    }

    [Fact]
    public async Task The_schema_is_published()
    {
        await using var host = await PoliciesHost.StartAsync();

        using var schema = JsonDocument.Parse(await host.Api.Viewer.GetStringAsync("/api/policy/schema", Token));

        Assert.True(schema.RootElement.GetProperty("properties").TryGetProperty("hours", out _));
    }
}
