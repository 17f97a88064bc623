using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>The gateway is killed while people talk: what the next process makes of it from the log alone.</summary>
public sealed class CrashScenarios
{
    private const string Key = "rgw_crash";

    private readonly IPEndPoint _sip = new(IPAddress.Loopback, LoopbackPorts.Next());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("full")]
    [InlineData("last4")]
    public async Task After_kill_9_the_next_process_hangs_up_both_legs_and_writes_one_record(string numbers)
    {
        await using var scenario = await ScenarioAsync();
        await using var caller = new TrunkCaller(_sip);
        string[] masking = [$"--Store:Numbers={numbers}"];
        await using (var first = await GatewayProcess.StartAsync(scenario, masking))
        {
            await caller.CallAsync();
            await WrittenAsync(scenario, caller, static events => events.OfType<SidebandReady>().Any());
            await first.KillAsync();
        }

        Assert.Equal(numbers == "full" ? 0 : 1, Math.Sign(Count(scenario, "SELECT count(*) FROM live_events WHERE data LIKE '%5550199%'")));
        await using var second = await GatewayProcess.StartAsync(scenario, masking);

        var bye = await caller.ByeAsync();
        Assert.Equal((caller.CallId, caller.Answer.To.Tag, caller.Answer.From.Tag), (bye.CallId, bye.From.Tag, bye.To.Tag));
        Assert.Equal("+15550199", bye.To.Uri.User);
        Assert.StartsWith("Q.850;cause=41", bye.Headers.First(SipHeaderId.Reason), StringComparison.Ordinal);
        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.OpenAiCallsAsync())[0].GetProperty("state").GetString() == "ended" ? "ended" : null);
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(Count(scenario, "SELECT count(*) FROM dead_calls") == 0 ? "none" : null));

        var record = Assert.Single(await scenario.CallLog.ListRecordsAsync(500, null, Token));
        Assert.Equal((CallEndedBy.Gateway, CallCause.GatewayCrashed, caller.CallId), (record.EndedBy, record.Cause, record.CallerSipCallId));
        var events = await WrittenAsync(scenario, caller, static events => events.OfType<ByeSent>().Count() == 2);
        Assert.Single(events.OfType<CallEnded>());
        Assert.Equal(0L, Count(scenario, "SELECT count(*) FROM live_events"));
        Assert.Equal(numbers == "full", Count(scenario, "SELECT count(*) FROM call_events WHERE data LIKE '%5550199%'") > 0);
    }

    [Fact]
    public async Task What_waited_in_the_spool_when_the_gateway_was_killed_is_in_the_log_of_the_next_one()
    {
        await using var scenario = await ScenarioAsync();
        await using var left = new TrunkCaller(_sip);
        await using var stayed = new TrunkCaller(_sip);
        await using (var first = await GatewayProcess.StartAsync(scenario))
        {
            await left.CallAsync();
            await stayed.CallAsync();
            await WrittenAsync(scenario, left, static events => events.OfType<SidebandReady>().Any());
            await WrittenAsync(scenario, stayed, static events => events.OfType<SidebandReady>().Any());

            using var held = Hold(scenario);
            Assert.Equal(200, (await left.HangUpAsync()).StatusCode);
            await GatewayScenario.EventuallyAsync(() => Task.FromResult(Spooled(scenario).Contains("\"record\":", StringComparison.Ordinal) ? "spooled" : null));
            Assert.Contains("call.ended", Spooled(scenario), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(scenario));
            Assert.Contains("database", await StoreReasonAsync(scenario), StringComparison.OrdinalIgnoreCase);
            await first.KillAsync();
        }

        await using var second = await GatewayProcess.StartAsync(scenario);
        await stayed.ByeAsync();

        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(scenario));
        Assert.Equal("", Spooled(scenario));
        var records = await scenario.CallLog.ListRecordsAsync(500, null, Token);
        Assert.Equal(
            [(left.CallId, CallCause.CallerHungUp), (stayed.CallId, CallCause.GatewayCrashed)],
            records.OrderBy(record => record.StartedAt).Select(record => (record.CallerSipCallId!, record.Cause!.Value)));
        Assert.Contains(await EventsAsync(scenario, records.Single(record => record.CallerSipCallId == left.CallId).CallId), static one => one is ByeReceived);
    }

    [Fact]
    public async Task What_the_log_says_of_a_live_call_is_what_its_dialogs_are()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var call = scenario.Calls.List().Single();

        var rebuilt = await RebuildAsync(scenario, call.Id);

        var (toCaller, toTarget) = (rebuilt.Legs[0], rebuilt.Legs[1]);
        Assert.Equal("carrier", rebuilt.Trunk);
        Assert.Equal(
            (DialogState.Caller, "server", caller.CallId, caller.Answer.To.Tag, caller.Answer.From.Tag, "sip:+15550199@127.0.0.1", "udp", scenario.Sip.ToString()),
            (toCaller.Leg, toCaller.Role, toCaller.SipCallId, toCaller.LocalTag, toCaller.RemoteTag, toCaller.RemoteUri, toCaller.Transport, toCaller.LocalAddress));
        Assert.StartsWith("sip:caller@127.0.0.1:", toCaller.RemoteTarget, StringComparison.Ordinal);
        Assert.Equal((0L, 1L), (toCaller.LocalCseq, toCaller.RemoteCseq));
        Assert.Equal(
            (DialogState.Called, "client", "openai", "tls", 1L), (toTarget.Leg, toTarget.Role, toTarget.Target, toTarget.Transport, toTarget.LocalCseq));
        Assert.Equal(scenario.OpenAi.SipTlsEndPoint!.ToString(), toTarget.RemoteAddress);
        Assert.DoesNotContain("inline:", JsonSerializer.Serialize(rebuilt, CallSnapshotJson.Default.DeadCall), StringComparison.Ordinal);

        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
        Assert.Equal(DialogState.Called, Assert.Single((await RebuildAsync(scenario, call.Id)).Legs).Leg);
    }

    private static async Task<DeadCall> RebuildAsync(GatewayScenario scenario, CallId call)
    {
        var projection = new DeadCallProjection(call);
        await scenario.CallLog.FlushAsync(Token);
        await foreach (var happened in scenario.CallLog.ReadAsync(call, Token))
        {
            projection.Apply(happened);
        }

        return projection.ToDeadCall();
    }

    /// <summary>Simulator, policy and store; the scenario's own gateway has left its port and its store to processes.</summary>
    private async Task<GatewayScenario> ScenarioAsync()
    {
        var scenario = await GatewayScenario.StartAsync(new()
        {
            ["Sip:Listeners:0:Address"] = _sip.ToString(),
            ["Api:Keys:0:Name"] = "probe",
            ["Api:Keys:0:Sha256"] = ApiHost.Hash(Key),
        });
        await scenario.StopGatewayAsync();
        return scenario;
    }

    /// <summary>The events of the caller's call, as they are in the database, once they are as wanted.</summary>
    private static Task<List<CallEventData>> WrittenAsync(GatewayScenario scenario, TrunkCaller caller, Func<List<CallEventData>, bool> wanted) =>
        GatewayScenario.EventuallyAsync(async () =>
        {
            var id = Read(scenario, $"SELECT call_id FROM call_events WHERE type = 'signalling.invite_received' AND data LIKE '%{caller.CallId}%'");
            var events = id is null ? [] : await EventsAsync(scenario, CallId.Parse((string)id));
            return wanted(events) ? events : null;
        });

    private static async Task<List<CallEventData>> EventsAsync(GatewayScenario scenario, CallId call)
    {
        var events = new List<CallEventData>();
        await foreach (var happened in scenario.CallLog.ReadAsync(call, Token))
        {
            events.Add(happened.Data);
        }

        return events;
    }

    private static SqliteConnection Open(GatewayScenario scenario)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(scenario.Folder, "gateway.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>What another process that holds the file would do.</summary>
    private static SqliteConnection Hold(GatewayScenario scenario)
    {
        var connection = Open(scenario);
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private static object? Read(GatewayScenario scenario, string sql)
    {
        using var connection = Open(scenario);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this class only.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static long Count(GatewayScenario scenario, string sql) => (long)Read(scenario, sql)!;

    private static string Spooled(GatewayScenario scenario)
    {
        var file = Path.Combine(scenario.Folder, "gateway.spool");
        if (!File.Exists(file))
        {
            return "";
        }

        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private static async Task<HttpStatusCode> ReadyAsync(GatewayScenario scenario)
    {
        using var answer = await scenario.Http.GetAsync(new Uri(scenario.Address, "/ready"), Token);
        return answer.StatusCode;
    }

    private static async Task<string> StoreReasonAsync(GatewayScenario scenario)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(scenario.Address, "/api/health"));
        request.Headers.Authorization = new("Bearer", Key);
        using var answer = await scenario.Http.SendAsync(request, Token);
        return (await ApiHost.JsonAsync(answer)).GetProperty("checks").EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == "store").GetProperty("reason").GetString()!;
    }
}
