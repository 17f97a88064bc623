using System.Net;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class BansApiTests
{
    private static readonly Dictionary<string, string?> WithAdmin = new()
    {
        ["Api:Keys:2:Name"] = "chief",
        ["Api:Keys:2:Sha256"] = ApiHost.Hash("admin-key"),
        ["Api:Keys:2:Scope"] = "admin",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bans_are_listed_and_lifted_by_an_admin()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");

        var before = await ApiHost.JsonAsync(await admin.GetAsync("/api/signalling/bans", Token));
        using var lifted = await admin.DeleteAsync("/api/signalling/bans/2001:db8::%2F64", Token);
        var after = await ApiHost.JsonAsync(await admin.GetAsync("/api/signalling/bans", Token));

        Assert.Equal(["2001:db8::/64", "198.51.100.1"], before.EnumerateArray().Select(ban => ban.GetProperty("source").GetString()));
        Assert.Equal(("all", "failed_proof"), (before[0].GetProperty("transports").GetString(), before[0].GetProperty("reason").GetString()));
        Assert.Equal(HttpStatusCode.NoContent, lifted.StatusCode);
        Assert.Equal("198.51.100.1", Assert.Single(after.EnumerateArray()).GetProperty("source").GetString());
    }

    [Fact]
    public async Task What_is_not_banned_cannot_be_lifted()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");

        using var answer = await admin.DeleteAsync("/api/signalling/bans/203.0.113.9", Token);

        await WebhookHost.AssertProblemAsync(HttpStatusCode.NotFound, answer);
    }

    [Fact]
    public async Task Nobody_else_sees_them()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);

        Assert.Equal(HttpStatusCode.Forbidden, (await host.Supervisor.GetAsync("/api/signalling/bans", Token)).StatusCode);
    }
}
