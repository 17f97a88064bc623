using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Tests.Api;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>An admin changes the policy of a gateway that people are calling.</summary>
public sealed class PolicyScenarios
{
    private const string Closed = """
        {
          // Closed for today.
          "agents": {},
          "rules": [ { "name": "closed", "reject": { "status": 480, "reason": "Closed" } } ]
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_keeps_the_version_it_began_with_and_the_next_one_gets_the_new_one()
    {
        await using var scenario = await GatewayScenario.StartAsync(Settings());
        await using var first = scenario.Caller();
        await first.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var call = scenario.Calls.List().Single();

        await PublishAsync(scenario, Closed);
        await using var second = scenario.Caller();
        await second.InviteAsync();
        Assert.Equal(480, (await second.FinalAsync()).StatusCode);

        Assert.Equal("front-desk", call.Decision!.Agent);
        Assert.NotNull(scenario.Service<PolicyStore>().Find(call.Decision.PolicyVersion)!.Document.Agents["front-desk"]);
        Assert.Equal(200, (await first.HangUpAsync()).StatusCode);
        Assert.StartsWith("1-", (await scenario.RecordAsync(first)).PolicyVersion, StringComparison.Ordinal);
        Assert.StartsWith("2-", (await scenario.RecordAsync(second)).PolicyVersion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_keeps_what_was_published_and_its_number_and_a_bad_file_changes_nothing()
    {
        await using var scenario = await GatewayScenario.StartAsync(Settings());
        await PublishAsync(scenario, Closed);
        var version = scenario.Service<PolicyStore>().Current.Version;

        await scenario.RestartGatewayAsync(static folder => File.WriteAllText(Path.Combine(folder, "policy.json"), "{ \"agents\": "));

        Assert.Equal(version, scenario.Service<PolicyStore>().Current.Version);
        Assert.Contains(scenario.Log.Lines, line => line.Id.Id == 7106 && line.Message.Contains(version, StringComparison.Ordinal));
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        Assert.Equal(480, (await caller.FinalAsync()).StatusCode);
        using var admin = Admin(scenario);
        using var policy = JsonDocument.Parse(await admin.GetStringAsync("/api/policy", Token));
        Assert.Equal(version, policy.RootElement.GetProperty("version").GetString());
        Assert.NotEmpty(policy.RootElement.GetProperty("faults").EnumerateArray());
        Assert.True(policy.RootElement.GetProperty("file_differs").GetBoolean());
        Assert.Equal("key:anna", policy.RootElement.GetProperty("published").GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_call_that_is_taken_over_finds_its_old_version()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = socket.LocalEndPoint!.ToString();
        socket.Close();
        await using var scenario = await GatewayScenario.StartAsync(new(Settings()) { ["Drain:Mode"] = "handover", ["Sip:Listeners:0:Address"] = address });
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var version = scenario.Calls.List().Single().Decision!.PolicyVersion;
        await PublishAsync(scenario, Closed);

        await scenario.RestartGatewayAsync();

        Assert.Equal("front-desk", scenario.Service<PolicyStore>().Find(version)!.Document.Agents.Keys.Single());
        Assert.Equal(2, scenario.Service<PolicyStore>().Current.Published.Number);
        await caller.HangUpAsync();
    }

    [Fact]
    public async Task A_dry_run_tells_which_calls_of_late_would_have_gone_another_way()
    {
        await using var scenario = await GatewayScenario.StartAsync(Settings());
        await using var refused = scenario.Caller();
        await refused.InviteAsync(from: "+15556661");
        Assert.Equal(603, (await refused.FinalAsync()).StatusCode);
        await using var unknown = scenario.Caller();
        await unknown.InviteAsync(number: "+15550101");
        Assert.Equal(404, (await unknown.FinalAsync()).StatusCode);
        await scenario.RecordAsync(refused);
        var moved = await scenario.RecordAsync(unknown);

        using var admin = Admin(scenario);
        var candidate = """
            { "agents": {}, "rules": [
              { "name": "blocked", "when": { "caller": [ "+1555666*" ] }, "reject": { "status": 603, "reason": "Not today" } },
              { "name": "gone", "reject": { "status": 410 } }
            ] }
            """;
        using var answer = await admin.PostAsync("/api/policy/dry-run?last=10", PoliciesHost.Body(candidate), Token);
        var report = await PoliciesHost.JsonAsync(answer);

        Assert.Equal((2, 1), (report.GetProperty("replayed").GetInt32(), report.GetProperty("changed").GetInt32()));
        var change = Assert.Single(report.GetProperty("changes").EnumerateArray());
        Assert.Equal(moved.CallId.Value, change.GetProperty("call_id").GetString());
        Assert.Equal(("reject 404", "reject 410"), (change.GetProperty("before").GetProperty("does").GetString(), change.GetProperty("after").GetProperty("does").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync("/api/policy/dry-run", null, Token)).StatusCode);
        Assert.Equal(1, scenario.Service<PolicyStore>().Current.Published.Number);
    }

    private static Dictionary<string, string?> Settings() => new()
    {
        ["Api:Keys:0:Name"] = "anna",
        ["Api:Keys:0:Sha256"] = ApiHost.Hash("anna-key"),
        ["Api:Keys:0:Scope"] = "admin",
    };

    private static HttpClient Admin(GatewayScenario scenario) => new()
    {
        BaseAddress = scenario.Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "anna-key") },
    };

    private static async Task PublishAsync(GatewayScenario scenario, string text)
    {
        using var admin = Admin(scenario);
        using var answer = await admin.PutAsync("/api/policy/document", PoliciesHost.Body(text), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
