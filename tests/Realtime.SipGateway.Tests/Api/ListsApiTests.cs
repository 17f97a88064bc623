using System.Net;
using Realtime.SipGateway.Tests.Rules;
using Xunit;
using static Realtime.SipGateway.Tests.Api.PoliciesHost;

namespace Realtime.SipGateway.Tests.Api;

public sealed class ListsApiTests
{
    private const string Text = $$"""
        {
          // The desk.
          {{PolicyText.Agents}},
          "lists": {
            "vip": { "entries": ["+1", "+2" /* two */, "+3"] }
          },
          "hours": {
            "office": { "time_zone": "Europe/Berlin", "weekly": { "monday": ["09:00-17:00"] } }
          },
          "rules": [ {{PolicyText.LastRule}} ] // the last
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supervisor_adds_and_removes_numbers_in_one_version_and_comments_stay()
    {
        await using var host = await StartAsync();

        var change = await JsonAsync(await SendAsync(
            host.Api.Supervisor, HttpMethod.Patch, "/api/lists/vip?note=contract", """{ "add": ["+4", { "number": "+1", "note": "n" }], "remove": ["+3", "+99"] }"""));

        Assert.Equal(
            (host.Api.Policies.Current.Version, 1, 1, 1),
            (change.GetProperty("version").GetString(), change.GetProperty("added").GetInt32(), change.GetProperty("replaced").GetInt32(), change.GetProperty("removed").GetInt32()));
        Assert.Equal(3, host.Api.Policies.Current.Published.Number);
        Assert.Equal(("key:ops", "list vip: 2 to add, 2 to remove: contract"), (host.Api.Policies.Current.Published.Actor, host.Api.Policies.Current.Published.Note));
        Assert.Equal(
            Text.Replace("\"+1\", \"+2\" /* two */, \"+3\"", "{\"number\":\"+1\",\"note\":\"n\"}, \"+2\", \"+4\" /* two */", StringComparison.Ordinal),
            await host.Anna.GetStringAsync("/api/policy/document", Token));

        var list = await JsonAsync(await host.Api.Viewer.GetAsync("/api/lists/vip?limit=2", Token));
        Assert.Equal((3, 2), (list.GetProperty("total").GetInt32(), list.GetProperty("next").GetInt32()));
        Assert.Equal(["+1", "+2"], list.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("number").GetString()));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_no_version()
    {
        await using var host = await StartAsync();

        var change = await JsonAsync(await SendAsync(host.Api.Supervisor, HttpMethod.Patch, "/api/lists/vip", """{ "add": ["+1"], "remove": ["+99"] }"""));

        Assert.Equal(0, change.GetProperty("added").GetInt32());
        Assert.Equal(2, host.Api.Policies.Current.Published.Number);
    }

    [Fact]
    public async Task Changes_at_the_same_moment_are_all_made()
    {
        await using var host = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(10, 4).Select(number =>
            SendAsync(host.Api.Supervisor, HttpMethod.Patch, "/api/lists/vip", $$"""{ "add": ["+{{number}}"] }""")));

        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(7, host.Api.Policies.Current.Document.Lists["vip"].Entries.Count);
    }

    [Fact]
    public async Task A_list_is_made_replaced_and_taken_out()
    {
        await using var host = await StartAsync();

        await JsonAsync(await SendAsync(host.Api.Supervisor, HttpMethod.Put, "/api/lists/spam", """{ "description": "d", "entries": ["+1900*"] }"""));
        var lists = (await JsonAsync(await host.Api.Viewer.GetAsync("/api/lists", Token))).GetProperty("lists").EnumerateArray().ToList();
        Assert.Equal([("vip", 3), ("spam", 1)], lists.Select(list => (list.GetProperty("name").GetString()!, list.GetProperty("entries").GetInt32())));

        await JsonAsync(await SendAsync(host.Api.Supervisor, HttpMethod.Delete, "/api/lists/spam"));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(host.Api.Supervisor, HttpMethod.Delete, "/api/lists/spam")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(host.Api.Supervisor, HttpMethod.Patch, "/api/lists/spam", "{}")).StatusCode);
        Assert.Equal(Text, await host.Anna.GetStringAsync("/api/policy/document", Token));
    }

    [Fact]
    public async Task A_draft_gets_the_change_too_and_can_still_be_published()
    {
        await using var host = await StartAsync();
        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/draft", Text.Replace("Be kind", "Be very kind", StringComparison.Ordinal)));

        await JsonAsync(await SendAsync(host.Api.Supervisor, HttpMethod.Patch, "/api/lists/vip", """{ "add": ["+4"] }"""));
        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Post, "/api/policy/publish", "{}"));

        Assert.Equal(("Be very kind.", 4), (host.Api.Policies.Current.Document.Agents["desk"].Instructions, host.Api.Policies.Current.Document.Lists["vip"].Entries.Count));
    }

    [Theory]
    [InlineData("PATCH", "/api/lists/vip", """{ "add": ["*"] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PATCH", "/api/lists/vip", """{ "add": [{ "numer": "+1" }] }""", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "/api/lists/vip", """{ "ad": [] }""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/api/lists/vip", "", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/api/lists/bad%20name", """{ "entries": [] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PUT", "/api/hours/office", """{ "time_zone": "Mars/Base" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PUT", "/api/hours/office", """{ "weekly": {} }""", HttpStatusCode.BadRequest)]
    public async Task What_is_wrong_is_refused_and_changes_nothing(string method, string path, string body, HttpStatusCode status)
    {
        await using var host = await StartAsync();

        using var answer = await SendAsync(host.Api.Supervisor, HttpMethod.Parse(method), path, body);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(2, host.Api.Policies.Current.Published.Number);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(host.Api.Viewer, HttpMethod.Parse(method), path, body)).StatusCode);
    }

    [Fact]
    public async Task Hours_are_told_with_whether_it_is_open_changed_and_taken_out()
    {
        await using var host = await StartAsync();

        await JsonAsync(await SendAsync(
            host.Api.Supervisor, HttpMethod.Put, "/api/hours/always",
            """{ "time_zone": "UTC", "weekly": { "monday": ["00:00-24:00"], "tuesday": ["00:00-24:00"], "wednesday": ["00:00-24:00"], "thursday": ["00:00-24:00"], "friday": ["00:00-24:00"], "saturday": ["00:00-24:00"], "sunday": ["00:00-24:00"] } }"""));
        var hours = (await JsonAsync(await host.Api.Viewer.GetAsync("/api/hours", Token))).GetProperty("hours").EnumerateArray().ToList();

        Assert.Equal(["office", "always"], hours.Select(one => one.GetProperty("name").GetString()));
        Assert.True(hours[1].GetProperty("open_now").GetBoolean());
        Assert.Equal("UTC", (await JsonAsync(await host.Api.Viewer.GetAsync("/api/hours/always", Token))).GetProperty("time_zone").GetString());
        await JsonAsync(await SendAsync(host.Api.Supervisor, HttpMethod.Delete, "/api/hours/always"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Api.Viewer.GetAsync("/api/hours/always", Token)).StatusCode);
        Assert.Equal(Text, await host.Anna.GetStringAsync("/api/policy/document", Token));
    }

    private static async Task<PoliciesHost> StartAsync()
    {
        var host = await PoliciesHost.StartAsync();
        await JsonAsync(await SendAsync(host.Anna, HttpMethod.Put, "/api/policy/document", Text));
        return host;
    }
}
