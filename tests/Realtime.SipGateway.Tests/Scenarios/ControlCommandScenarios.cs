using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Xunit;
using static Realtime.SipGateway.Tests.Scenarios.ControlClient;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Commands over the control WebSocket that are carried out, from the supervisor's message to what comes of it.</summary>
public sealed class ControlCommandScenarios
{
    private const string Refunds =
        """
        { "name": "refunds", "turns": [
          { "agent": "Hello." },
          { "caller": "Money back!" }, { "call_mcp": { "server_label": "crm", "name": "refund", "arguments": { "eur": 20 }, "output": "{\"state\":\"booked\"}" } }, { "agent": "It is {{output.state}}." },
          { "caller": "More!" }, { "call_mcp": { "server_label": "crm", "name": "refund", "arguments": { "eur": 9000 }, "output": "{\"state\":\"booked\"}" } }, { "agent": "That is not possible." }
        ] }
        """;

    private static readonly Dictionary<string, string?> Supervisor = new()
    {
        ["Api:Keys:0:Name"] = "ops",
        ["Api:Keys:0:Sha256"] = ApiHost.Hash("supervisor-key"),
        ["Api:Keys:0:Scope"] = "supervisor",
    };

    [Fact]
    public async Task A_tool_runs_when_it_is_approved_and_does_not_when_it_is_denied()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new(Supervisor) { ["McpServers:crm:Url"] = "https://mcp.example.com/mcp", ["McpServers:crm:Hosted"] = "true" },
            new() { ["Simulator:Pace"] = "20", ["Simulator:WordInterval"] = "00:00:00.002" },
            policy: static text => text
                .Replace("\"lookup_order\", \"hang_up\"", "\"lookup_order\", \"crm\", \"hang_up\"", StringComparison.Ordinal)
                .Replace("\"hang_up\": {", """
                    "crm": { "type": "hosted_mcp", "server": "crm", "description": "Customers.", "allowed_tools": ["refund"],
                      "approval": { "say": "I ask." }, "approval_tools": ["refund"] },
                    "hang_up": {
                    """, StringComparison.Ordinal));
        await scenario.SetScriptAsync(Refunds);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        var id = (await scenario.SeenAsync<AgentSaid>(), scenario.Calls.List().Single().Id).Id;
        using var socket = await OpenAsync(scenario, id, "supervisor-key");

        await scenario.SayAsCallerAsync("Money back!");
        var approved = await CommandAsync(socket, $$"""{"id":"1","type":"approve","function_call_id":"{{await AskedAsync(scenario, id, 1)}}"}""");
        await SaidAsync(scenario, id, "It is booked.");
        await scenario.SayAsCallerAsync("More!");
        var denied = await CommandAsync(socket, $$"""{"id":"2","type":"deny","function_call_id":"{{await AskedAsync(scenario, id, 2)}}","note":"Too much."}""");
        await SaidAsync(scenario, id, "That is not possible.");

        Assert.True(approved.GetProperty("ok").GetBoolean());
        Assert.True(denied.GetProperty("ok").GetBoolean());
        var events = await scenario.EventsAsync(id);
        Assert.Equal([(true, "ops", null), (false, "ops", "Too much.")], events.OfType<ToolApprovalDecided>().Select(static one => (one.Approved, one.By, one.Note)));
        Assert.Equal([true, false], events.OfType<ToolCompleted>().Select(static one => one.Succeeded));
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
    }

    [Fact]
    public async Task A_text_is_added_and_the_agent_takes_its_turn_when_it_is_told_to()
    {
        await using var scenario = await GatewayScenario.StartAsync(Supervisor);
        await scenario.SetScriptAsync("""{ "name": "turns", "turns": [ { "agent": "Hello." }, { "agent": "One." }, { "agent": "Two." } ] }""");
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        var id = (await scenario.SeenAsync<AgentSaid>(), scenario.Calls.List().Single().Id).Id;
        using var socket = await OpenAsync(scenario, id, "supervisor-key");

        var added = await CommandAsync(socket, """{"id":"1","type":"add_text","role":"user","text":"My order is 66.","respond":true}""");
        await RespondedAsync(scenario, id, 2);
        var responded = await CommandAsync(socket, """{"id":"2","type":"respond","instructions":"Say when it comes."}""");
        await RespondedAsync(scenario, id, 3);

        Assert.True(added.GetProperty("ok").GetBoolean());
        Assert.True(responded.GetProperty("ok").GetBoolean());
        var events = await scenario.EventsAsync(id);
        Assert.Equal(new ControlTextAdded("ops", "user", "My order is 66.", true), Assert.Single(events.OfType<ControlTextAdded>()));
        Assert.Equal(new ControlResponded("ops", "Say when it comes."), Assert.Single(events.OfType<ControlResponded>()));
        Assert.Empty(events.OfType<SidebandError>());
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
    }

    [Fact]
    public async Task An_image_is_looked_at_the_agent_is_changed_and_falls_silent()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            Supervisor, policy: static text => text.Replace("\"voice\": \"marin\",", "\"voice\": \"marin\", \"images\": {},", StringComparison.Ordinal));
        await scenario.SetScriptAsync($$"""{ "turns": [ { "agent": "Hello." }, { "agent": "That is 4711." }, { "agent": "{{string.Join(' ', Enumerable.Repeat("and on", 200))}}." } ] }""");
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        var id = (await scenario.SeenAsync<AgentSaid>(), scenario.Calls.List().Single().Id).Id;
        using var socket = await OpenAsync(scenario, id, "supervisor-key");

        var looked = await CommandAsync(socket, """{"id":"1","type":"add_image","image_url":"data:image/png;base64,iVBORw0KGgoBAgME","detail":"low","text":"The meter.","respond":true}""");
        await SaidAsync(scenario, id, "That is 4711.");
        var changed = await CommandAsync(socket, """{"id":"2","type":"update","instructions":"Speak of meters only.","tools":["hang_up"],"turn_detection":{"type":"server_vad","silence_duration_ms":700}}""");
        await scenario.SeenAsync<SettingsConfirmed>();
        var responded = await CommandAsync(socket, """{"id":"3","type":"respond"}""");
        await GatewayScenario.EventuallyAsync(async () => (await scenario.EventsAsync(id)).OfType<AgentAudioStarted>().ElementAtOrDefault(2));
        var stopped = await CommandAsync(socket, """{"id":"4","type":"stop"}""");
        var cut = await RespondedAsync(scenario, id, 3);

        Assert.All([looked, changed, responded, stopped], static reply => Assert.True(reply.GetProperty("ok").GetBoolean()));
        Assert.Equal("cancelled", cut.Status);
        var vendor = Assert.Single(await scenario.OpenAiCallsAsync());
        Assert.Equal("Speak of meters only.", vendor.GetProperty("instructions").GetString());
        Assert.Empty(vendor.GetProperty("violations").EnumerateArray());
        var events = await scenario.EventsAsync(id);
        var image = Assert.Single(events.OfType<ControlImageAdded>());
        Assert.Equal(("ops", "image/png", 12, "The meter.", true), (image.By, image.MediaType, image.Bytes, image.Text, image.Respond));
        var update = Assert.Single(events.OfType<ControlUpdated>());
        Assert.Equal(("ops", "Speak of meters only.", "hang_up", 700), (update.By, update.Instructions, Assert.Single(update.Tools!), update.TurnDetection!.SilenceDurationMs));
        Assert.Equal(new ControlStopped("ops"), Assert.Single(events.OfType<ControlStopped>()));
        Assert.Empty(events.OfType<SidebandError>());
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
    }

    [Theory]
    [InlineData("""{"id":"1","type":"transfer","to":"+49 30 1234567","summary":"wants a human"}""", "tel:+49301234567")]
    [InlineData("""{"id":"1","type":"takeover"}""", "tel:+4930555")]
    public async Task A_caller_is_handed_on_and_the_reply_tells_the_outcome(string command, string target)
    {
        await using var carrier = await CarrierDouble.StartAsync();
        var settings = carrier.Settings();
        foreach (var (key, value) in Supervisor)
        {
            settings[key] = value;
        }

        await using var scenario = await GatewayScenario.StartAsync(settings, policy: static text => text.Replace(
            "\"rules\":", "\"takeover\": { \"destinations\": { \"ops\": \"tel:+4930555\" } }, \"rules\":", StringComparison.Ordinal));
        await carrier.CallAsync(scenario);
        await scenario.SeenAsync<SidebandReady>();
        carrier.Refer = CarrierDouble.Reports(100, 200);
        using var socket = await OpenAsync(scenario, scenario.Calls.List().Single().Id, "supervisor-key");

        var reply = await CommandAsync(socket, command);

        Assert.True(reply.GetProperty("ok").GetBoolean());
        var result = reply.GetProperty("result");
        Assert.Equal(("completed", "refer", 200), (result.GetProperty("status").GetString(), result.GetProperty("mode").GetString(), result.GetProperty("sip_status").GetInt32()));
        Assert.Equal($"<{target}>", Assert.Single(carrier.Refers).Headers.First(SipHeaderId.ReferTo));
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Operator, CallCause.Transferred, target), (record.EndedBy, record.Cause, record.TransferredTo));
        Assert.Equal("ops", (await scenario.EventsAsync(record.CallId)).OfType<TransferRequested>().Single().Who);
    }

    private static async Task<string> AskedAsync(GatewayScenario scenario, CallId id, int question) => (await GatewayScenario.EventuallyAsync(async () =>
        (await scenario.EventsAsync(id)).OfType<ToolApprovalRequested>().ElementAtOrDefault(question - 1))).FunctionCallId;

    private static Task<AgentSaid> SaidAsync(GatewayScenario scenario, CallId id, string text) => GatewayScenario.EventuallyAsync(async () =>
        (await scenario.EventsAsync(id)).OfType<AgentSaid>().FirstOrDefault(said => said.Text == text));

    private static Task<ResponseFinished> RespondedAsync(GatewayScenario scenario, CallId id, int count) => GatewayScenario.EventuallyAsync(async () =>
        (await scenario.EventsAsync(id)).OfType<ResponseFinished>().ElementAtOrDefault(count - 1));
}
