using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>Export and erasure over a real socket and a real store.</summary>
public sealed class HistoryApiTests
{
    private static readonly Dictionary<string, string?> WithAdmin = new()
    {
        ["Api:Keys:2:Name"] = "boss",
        ["Api:Keys:2:Sha256"] = ApiHost.Hash("admin-key"),
        ["Api:Keys:2:Scope"] = "admin",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supervisor_takes_the_history_away_and_that_is_audited()
    {
        await using var host = await ApiHost.StartAsync();
        await SaveAsync(host, "+15550199");

        using var answer = await host.Supervisor.GetAsync("/api/calls/export?format=csv&profile=asterisk&from=2026-01-01", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync(Token)).Split("\r\n");
        Assert.StartsWith("accountcode,src,dst", lines[0], StringComparison.Ordinal);
        Assert.Contains(",+15550199,", lines[1], StringComparison.Ordinal);
        var whole = await host.Supervisor.GetStringAsync("/api/calls/export", Token);
        Assert.Equal("+15550199", JsonDocument.Parse(whole.Trim()).RootElement.GetProperty("caller").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Viewer.GetAsync("/api/calls/export", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Supervisor.GetAsync("/api/calls/export?format=parquet", Token)).StatusCode);
    }

    [Fact]
    public async Task An_admin_erases_a_caller()
    {
        await using var host = await ApiHost.StartAsync(WithAdmin);
        using var admin = host.As("admin-key");
        var call = await SaveAsync(host, "+15550199");

        Assert.Equal(HttpStatusCode.Forbidden, (await host.Supervisor.PostAsJsonAsync("/api/erasures", new { number = "+15550199" }, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsJsonAsync("/api/erasures", new { number = "x" }, Token)).StatusCode);
        using var answer = await admin.PostAsJsonAsync("/api/erasures", new { number = "+1 (555) 0199" }, Token);

        Assert.Equal("""{"calls":1}""", await answer.Content.ReadAsStringAsync(Token));
        var record = JsonDocument.Parse(await host.Viewer.GetStringAsync($"/api/calls/{call.Value}", Token)).RootElement;
        Assert.Equal("erased", record.GetProperty("redaction").GetString());
        Assert.False(record.TryGetProperty("caller", out _));
    }

    [Fact]
    public async Task The_schemas_are_there_for_programs()
    {
        await using var host = await ApiHost.StartAsync();

        Assert.Equal(CallSchemas.Events(), await host.Viewer.GetStringAsync("/api/schemas/events", Token));
        Assert.Equal(CallSchemas.Record(), await host.Viewer.GetStringAsync("/api/schemas/record", Token));
    }

    private static async Task<CallId> SaveAsync(ApiHost host, string caller)
    {
        var call = CallId.New(TimeProvider.System);
        var start = TimeProvider.System.GetUtcNow().AddHours(-1);
        host.Events.Save(new CallRecord { CallId = call, StartedAt = start, EndedAt = start.AddMinutes(1), Caller = caller, Dialled = "+15550100", Trunk = "carrier" });
        await host.Events.FlushAsync(Token);
        return call;
    }
}
