using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class KeysApiTests
{
    private static readonly Dictionary<string, string?> WithAdmin = new()
    {
        ["Api:Keys:2:Name"] = "chief",
        ["Api:Keys:2:Sha256"] = ApiHost.Hash("admin-key"),
        ["Api:Keys:2:Scope"] = "admin",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_key_works_at_once_and_is_refused_at_once_when_it_is_revoked()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");

        var (id, secret) = await MakeAsync(admin, new { name = "crm", scope = "supervisor" });
        using var holder = host.As(secret);
        var me = await ApiHost.JsonAsync(await holder.GetAsync("/api/me", Token));
        using var above = await holder.GetAsync("/api/keys", Token);
        using var revoked = await admin.DeleteAsync($"/api/keys/{id}", Token);
        using var after = await holder.GetAsync("/api/me", Token);
        using var again = await admin.DeleteAsync($"/api/keys/{id}", Token);

        Assert.Equal(($"key:{id}", "crm", "supervisor"), (me.GetProperty("subject").GetString(), me.GetProperty("name").GetString(), me.GetProperty("scope").GetString()));
        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.NoContent, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound),
            (above.StatusCode, revoked.StatusCode, after.StatusCode, again.StatusCode));
    }

    [Fact]
    public async Task A_stream_ends_when_its_key_is_revoked()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");
        var (id, secret) = await MakeAsync(admin, new { name = "screen", scope = "viewer" });
        using var holder = host.As(secret);
        using var stream = new StreamReader(await holder.GetStreamAsync("/api/events", Token));
        Assert.Equal(": following", await stream.ReadLineAsync(Token));
        Assert.Equal("", await stream.ReadLineAsync(Token));
        Assert.Equal(": alive", await stream.ReadLineAsync(Token));

        using var revoked = await admin.DeleteAsync($"/api/keys/{id}", Token);

        // It is looked at with each beat; without that the stream would never end.
        await stream.ReadToEndAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task The_list_tells_all_but_the_secret_and_the_audit_log_who_made_it()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");
        var (id, secret) = await MakeAsync(admin, new { name = "crm", scope = "viewer", expires_at = "2999-01-01T00:00:00Z" });
        using var holder = host.As(secret);
        (await holder.GetAsync("/api/me", Token)).Dispose();

        JsonElement key = default;
        await EventuallyAsync(async () =>
        {
            var list = await ApiHost.JsonAsync(await admin.GetAsync("/api/keys", Token));
            key = list.GetProperty("keys").EnumerateArray().Single(one => one.TryGetProperty("id", out var its) && its.GetString() == id);
            return key.TryGetProperty("last_used_at", out _);
        });
        var audit = await admin.GetStringAsync("/api/audit", Token);

        Assert.Equal(("store", true, "key:chief"), (key.GetProperty("source").GetString(), key.GetProperty("active").GetBoolean(), key.GetProperty("created_by").GetString()));
        Assert.DoesNotContain(secret, key.GetRawText() + audit, StringComparison.Ordinal);
        Assert.Contains("\"action\":\"key.added\"", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiHost.Hash(secret), key.GetRawText() + audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_belongs_to_one_key_until_it_is_revoked()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");
        var (id, _) = await MakeAsync(admin, new { name = "crm", scope = "viewer" });

        await WebhookHost.AssertProblemAsync(HttpStatusCode.Conflict, await admin.PostAsJsonAsync("/api/keys", new { name = "CRM", scope = "viewer" }, Token));
        await WebhookHost.AssertProblemAsync(HttpStatusCode.Conflict, await admin.PostAsJsonAsync("/api/keys", new { name = "Wallboard", scope = "viewer" }, Token));
        (await admin.DeleteAsync($"/api/keys/{id}", Token)).Dispose();
        await MakeAsync(admin, new { name = "CRM", scope = "viewer" });
    }

    [Theory]
    [InlineData("""{"scope":"viewer"}""")]
    [InlineData("""{"name":" x","scope":"viewer"}""")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","scope":"root"}""")]
    [InlineData("""{"name":"x","scope":"viewer","expires_at":"2001-01-01T00:00:00Z"}""")]
    [InlineData("""{"name":"x","scope":"viewer","admin":true}""")]
    [InlineData("")]
    public async Task What_is_not_understood_makes_no_key(string body)
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");

        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await WebhookHost.AssertProblemAsync(HttpStatusCode.BadRequest, await admin.PostAsync("/api/keys", content, Token));
    }

    [Fact]
    public async Task Only_an_admin_makes_and_sees_keys()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);

        Assert.Equal(HttpStatusCode.Forbidden, (await host.Supervisor.GetAsync("/api/keys", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Supervisor.PostAsJsonAsync("/api/keys", new { name = "x", scope = "admin" }, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Supervisor.DeleteAsync("/api/keys/k1", Token)).StatusCode);
    }

    private static async Task<(string Id, string Secret)> MakeAsync(HttpClient admin, object body)
    {
        using var made = await admin.PostAsJsonAsync("/api/keys", body, Token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Contains("no-store", made.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        using var document = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Token));
        return (document.RootElement.GetProperty("key").GetProperty("id").GetString()!, document.RootElement.GetProperty("secret").GetString()!);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
