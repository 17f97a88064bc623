using System.Text.Json;
using Microsoft.Data.Sqlite;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Tests.Api;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

/// <summary>Real calls, then the commands: from the store beside the running gateway, from its API, and from the store of a gateway that is gone.</summary>
[Collection(nameof(ConsoleCollection))]
public sealed class CallCommandTests
{
    private const string Key = "rgw_commands";
    private const string KeyVariable = "CALL_COMMAND_TESTS_KEY";

    private static readonly Dictionary<string, string?> WithKey = new()
    {
        ["Api:Keys:0:Name"] = "cli",
        ["Api:Keys:0:Sha256"] = ApiHost.Hash(Key),
        ["Api:Keys:0:Scope"] = "viewer",
    };

    [Fact]
    public async Task A_call_is_listed_and_drawn_from_the_store_while_the_gateway_runs()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<AgentAudioStarted>();
        await caller.HangUpAsync();
        var record = await scenario.RecordAsync(caller);
        using var command = CommandRun.Create(scenario.Folder);

        var (code, list, _) = await command.RunAsync(["calls", "--since", "1h", "--number", "+1555-0199", "--agent", "front-desk", "--cause", "caller"]);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches($"{record.CallId} +carrier +\\+1…0199 +\\+1…0100 +front-desk .* caller +caller_hung_up", list);

        foreach (var id in new[] { record.CallId.Value, record.CallId.Value[..20], caller.CallId, record.TargetSipCallId!, record.RealtimeCallId!.Value.Value })
        {
            var (found, ladder, _) = await command.RunAsync(["call", id]);
            Assert.Equal(ExitCode.Ok, found);
            Assert.Contains("|---- INVITE ---->|                 |  INVITE from 127.0.0.1", ladder, StringComparison.Ordinal);
            Assert.Contains("|<=== webhook ====|", ladder, StringComparison.Ordinal);
            Assert.Contains(" ACK ------", ladder, StringComparison.Ordinal);
            Assert.DoesNotContain("15550199", ladder, StringComparison.Ordinal);
            Assert.DoesNotContain("Hello.", ladder, StringComparison.Ordinal);
        }

        var (_, full, _) = await command.RunAsync(["call", record.CallId.Value, "--full", "--json"]);
        using var json = JsonDocument.Parse(full);
        Assert.Equal("+15550199", json.RootElement.GetProperty("record").GetProperty("caller").GetString());
        Assert.Equal("signalling.invite_received", json.RootElement.GetProperty("events")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_call_that_lives_is_found_by_its_Call_ID_in_the_store_and_by_a_running_gateway()
    {
        await using var scenario = await GatewayScenario.StartAsync(WithKey);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        Environment.SetEnvironmentVariable(KeyVariable, Key);
        using var command = CommandRun.Create(scenario.Folder);

        var (code, stored, _) = await command.RunAsync(["call", caller.CallId]);
        var (there, told, _) = await command.RunAsync(["call", caller.CallId, "--url", scenario.Address.AbsoluteUri, "--key-env", KeyVariable]);
        var (unknown, _, error) = await command.RunAsync(["call", "nobody@carrier", "--url", scenario.Address.AbsoluteUri, "--key-env", KeyVariable]);

        Assert.Equal((ExitCode.Ok, ExitCode.Ok, ExitCode.No), (code, there, unknown));
        Assert.Contains("|---- INVITE ---->|", stored, StringComparison.Ordinal);
        Assert.Contains("|---- INVITE ---->|", told, StringComparison.Ordinal);
        Assert.Contains("No call nobody@carrier", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_call_is_explained_by_a_running_gateway()
    {
        await using var scenario = await GatewayScenario.StartAsync(WithKey);
        await using var caller = scenario.Caller();
        await caller.InviteAsync(from: "+15556661234");
        await caller.FinalAsync();
        var record = await scenario.RecordAsync(caller);
        Environment.SetEnvironmentVariable(KeyVariable, Key);
        using var command = CommandRun.Create();

        string[] there = ["--url", scenario.Address.AbsoluteUri, "--key-env", KeyVariable];
        var (code, text, error) = await command.RunAsync(["rca", caller.CallId, .. there]);
        var (listed, list, _) = await command.RunAsync(["calls", "--cause", "rule_rejected", .. there]);
        var (_, ladder, _) = await command.RunAsync(["call", record.CallId.Value, .. there]);

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.Contains("Root cause: policy (confidence high)", text, StringComparison.Ordinal);
        Assert.Contains("Rule blocked of policy", text, StringComparison.Ordinal);
        Assert.Contains("decision.made", text, StringComparison.Ordinal);
        Assert.DoesNotContain("15556661234", text, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, listed);
        Assert.Contains("rule_rejected 603", list, StringComparison.Ordinal);
        Assert.Contains("|<----- 603 ------|", ladder, StringComparison.Ordinal);
        Assert.Contains("Decision:", ladder, StringComparison.Ordinal);
        Assert.Contains("  blocked: match", ladder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_gives_the_same_diagnosis()
    {
        await using var scenario = await GatewayScenario.StartAsync(WithKey);
        await using var caller = scenario.Caller();
        await caller.InviteAsync(from: "+15556661234");
        await caller.FinalAsync();
        var record = await scenario.RecordAsync(caller);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(scenario.Address, $"/api/calls/{record.CallId}/diagnosis"));
        request.Headers.Authorization = new("Bearer", Key);
        using var answer = await scenario.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var diagnosis = await ApiHost.JsonAsync(answer);

        Assert.Equal(("policy", "high"), (diagnosis.GetProperty("root_cause").GetString(), diagnosis.GetProperty("confidence").GetString()));
        Assert.NotEmpty(diagnosis.GetProperty("evidence").EnumerateArray());
    }

    [Fact]
    public async Task A_call_that_the_vendor_failed_is_explained_when_the_gateway_is_gone()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Sip:WebhookTimeoutMs"] = "500" }, new() { ["Simulator:Faults:NoWebhook"] = "true" });
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        await caller.FinalAsync();
        await scenario.RecordAsync(caller);
        await scenario.StopGatewayAsync();
        using var command = CommandRun.Create(scenario.Folder);

        var (code, text, _) = await command.RunAsync(["rca", caller.CallId]);
        var (_, json, _) = await command.RunAsync(["rca", caller.CallId, "--json"]);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("no webhook for it reached us", text, StringComparison.Ordinal);
        Assert.Contains("vendor.fault", text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
        Assert.Equal("configuration", document.RootElement.GetProperty("root_cause").GetString());
    }

    [Fact]
    public async Task A_store_that_this_version_has_not_upgraded_yet_is_told()
    {
        using var command = CommandRun.Create();
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(command.Folder, "gateway.db")};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var old = connection.CreateCommand();
            old.CommandText = "CREATE TABLE calls (call_id TEXT PRIMARY KEY); PRAGMA user_version = 3;";
            await old.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (code, _, error) = await command.RunAsync(["call", "some-call@carrier"]);

        Assert.Equal(ExitCode.Misuse, code);
        Assert.Contains("is of an earlier version of the gateway (schema 3, ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_or_found_is_told_in_one_line()
    {
        using var command = CommandRun.Create();
        var (noStore, _, missing) = await command.RunAsync(["calls"]);
        var (noTime, _, wrong) = await command.RunAsync(["calls", "--since", "yesterday"]);
        var (noKey, _, unset) = await command.RunAsync(["calls", "--url", "http://127.0.0.1:1", "--key-env", "NO_SUCH_VARIABLE"]);
        Environment.SetEnvironmentVariable(KeyVariable, Key);
        var (nobody, _, refused) = await command.RunAsync(["calls", "--url", "http://127.0.0.1:1", "--key-env", KeyVariable]);

        Assert.Equal((ExitCode.Misuse, ExitCode.Misuse, ExitCode.Misuse, ExitCode.Misuse), (noStore, noTime, noKey, nobody));
        Assert.Contains("cannot be read", missing, StringComparison.Ordinal);
        Assert.Contains("yesterday is no time; write 30m", wrong, StringComparison.Ordinal);
        Assert.Contains("NO_SUCH_VARIABLE is not set", unset, StringComparison.Ordinal);
        Assert.Contains("does not answer as a gateway does", refused, StringComparison.Ordinal);

        await using var scenario = await GatewayScenario.StartAsync();
        using var there = CommandRun.Create(scenario.Folder);
        var (unknown, _, told) = await there.RunAsync(["call", "no-such-call@nowhere"]);
        Assert.Equal(ExitCode.No, unknown);
        Assert.Contains("No call no-such-call@nowhere", told, StringComparison.Ordinal);
    }
}
