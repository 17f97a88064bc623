using System.Net;
using System.Net.Http.Json;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class AuditApiTests
{
    private static readonly Dictionary<string, string?> WithAdmin = new()
    {
        ["Api:Keys:2:Name"] = "chief",
        ["Api:Keys:2:Sha256"] = ApiHost.Hash("admin-key"),
        ["Api:Keys:2:Scope"] = "admin",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_supervisor_did_to_a_call_is_found_by_an_admin()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");
        var (call, _) = host.Begin();

        using var done = await host.Supervisor.PostAsJsonAsync($"/api/calls/{call.Id}/hangup", new { reason = "abuse" }, Token);
        var found = await ApiHost.JsonAsync(await admin.GetAsync($"/api/audit?object={call.Id}&actor=key:ops&action=call.hung_up", Token));
        var verdict = await ApiHost.JsonAsync(await admin.GetAsync("/api/audit/verify", Token));

        Assert.Equal(HttpStatusCode.Accepted, done.StatusCode);
        var entry = Assert.Single(found.GetProperty("entries").EnumerateArray());
        Assert.Equal(("ops: abuse", "127.0.0.1"), (entry.GetProperty("note").GetString(), entry.GetProperty("remote").GetString()));
        Assert.True(verdict.GetProperty("intact").GetBoolean());
        Assert.Equal($"{entry.GetProperty("seq").GetInt64()}:{entry.GetProperty("hash").GetString()}", verdict.GetProperty("head").GetString());
    }

    [Fact]
    public async Task Pages_follow_each_other_by_cursor()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");
        // The first entry is that of the policy file.
        for (var number = 0; number < 2; number++)
        {
            var (call, _) = host.Begin();
            (await host.Supervisor.PostAsync($"/api/calls/{call.Id}/hangup", null, Token)).Dispose();
        }

        var first = await ApiHost.JsonAsync(await admin.GetAsync("/api/audit?limit=2", Token));
        var second = await ApiHost.JsonAsync(await admin.GetAsync($"/api/audit?limit=2&cursor={first.GetProperty("next").GetInt64()}", Token));

        Assert.Equal([3, 2], first.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("seq").GetInt64()));
        Assert.Equal(1, Assert.Single(second.GetProperty("entries").EnumerateArray()).GetProperty("seq").GetInt64());
        Assert.False(second.TryGetProperty("next", out _));
    }

    [Theory]
    [InlineData("/api/audit?limit=0")]
    [InlineData("/api/audit?limit=501")]
    [InlineData("/api/audit?cursor=x")]
    [InlineData("/api/audit?from=yesterday")]
    [InlineData("/api/audit/verify?head=1:abc")]
    public async Task A_value_that_is_not_understood_is_400(string path)
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");

        await WebhookHost.AssertProblemAsync(HttpStatusCode.BadRequest, await admin.GetAsync(path, Token));
    }

    [Fact]
    public async Task Only_an_admin_reads_it()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);

        Assert.Equal(HttpStatusCode.Forbidden, (await host.Supervisor.GetAsync("/api/audit", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Supervisor.GetAsync("/api/audit/verify", Token)).StatusCode);
    }
}
