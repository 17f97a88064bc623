using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>The gateway is replaced while people talk: the process that stops leaves the calls to the one that starts.</summary>
public sealed class HandoverScenarios
{
    [Fact]
    public async Task A_call_outlives_its_gateway_and_ends_with_the_next_one()
    {
        await using var scenario = await GatewayScenario.StartAsync(Settings());
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var id = scenario.Calls.List().Single().Id;

        await scenario.RestartGatewayAsync();
        var taken = await GatewayScenario.EventuallyAsync(() => Task.FromResult(scenario.Calls.TryGet(id, out var call) ? call : null));

        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.EventsAsync(id)).OfType<SidebandAttached>().Count() == 2 ? taken : null);
        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);

        var record = await scenario.RecordAsync(caller);
        Assert.Equal((id, CallEndedBy.Caller, CallCause.CallerHungUp, "front-desk"), (record.CallId, record.EndedBy!.Value, record.Cause!.Value, record.Agent));
        var events = await scenario.EventsAsync(id);
        Assert.Single(events.OfType<CallHandedOver>());
        Assert.Single(events.OfType<CallTakenOver>());
        Assert.Empty(events.OfType<HangUpRequested>());
        var vendor = Assert.Single(await scenario.OpenAiCallsAsync());
        Assert.Empty(vendor.GetProperty("violations").EnumerateArray());
        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.OpenAiCallsAsync())[0].GetProperty("state").GetString() == "ended" ? "ended" : null);
    }

    [Fact]
    public async Task A_call_taken_over_is_hung_up_by_an_operator_like_any_other()
    {
        await using var scenario = await GatewayScenario.StartAsync(Settings());
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var id = scenario.Calls.List().Single().Id;

        await scenario.RestartGatewayAsync();
        Assert.True(scenario.Calls.TryGet(id, out var call));
        await call.Control.HangUpAsync(new CallOutcome(CallEndedBy.Operator, CallCause.OperatorHungUp), CancellationToken.None);

        await caller.ByeAsync();
        Assert.Equal(CallCause.OperatorHungUp, (await scenario.RecordAsync(caller)).Cause);
    }

    [Theory]
    [InlineData("\"trunk\":\"carrier\"", "\"trunk\":\"gone\"")]
    [InlineData("\"caller_transport\"", "\"of_another_version\"")]
    public async Task A_call_that_cannot_be_taken_over_ends_in_a_record_and_its_session_by_API(string what, string becomes)
    {
        await using var scenario = await GatewayScenario.StartAsync(Settings());
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();

        await scenario.RestartGatewayAsync(folder => Rewrite(folder, what.Replace("\"", "\\u0022", StringComparison.Ordinal), becomes.Replace("\"", "\\u0022", StringComparison.Ordinal)));

        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Gateway, CallCause.GatewayFault), (record.EndedBy, record.Cause));
        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.OpenAiCallsAsync())[0].GetProperty("state").GetString() == "ended" ? "ended" : null);
    }

    [Fact]
    public async Task A_call_taken_over_whose_leg_breaks_leaves_no_session_behind()
    {
        await using var scenario = await GatewayScenario.StartAsync(Settings());
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        await scenario.RestartGatewayAsync();
        var call = Assert.Single(scenario.Calls.List());

        Assert.False(call.AgentLeft.IsCancellationRequested);
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);

        Assert.True(call.AgentLeft.IsCancellationRequested);
    }

    [Fact]
    public async Task A_caller_who_still_hears_ringing_is_not_left_to_nobody()
    {
        var settings = Settings();
        settings["Drain:SettleSeconds"] = "0";
        await using var scenario = await GatewayScenario.StartAsync(settings, new() { ["Simulator:Faults:NoWebhook"] = "true" });
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        await caller.ProvisionalAsync(180);

        var stopping = scenario.StopGatewayAsync();

        Assert.Equal(503, (await caller.FinalAsync()).StatusCode);
        await stopping.WaitAsync(GatewayScenario.Patience, TestContext.Current.CancellationToken);
    }

    private static void Rewrite(string folder, string what, string becomes)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "gateway.db")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE handovers SET snapshot = replace(snapshot, $what, $becomes)";
        command.Parameters.AddWithValue("$what", what);
        command.Parameters.AddWithValue("$becomes", becomes);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private static Dictionary<string, string?> Settings()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Dictionary<string, string?>
        {
            ["Drain:Mode"] = "handover",
            ["Sip:Listeners:0:Address"] = socket.LocalEndPoint!.ToString(),
        };
    }
}
