using System.Net.Http.Headers;
using System.Text;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A caller is handed to a human, by the carrier or by us; and whatever fails leaves the caller with the agent.</summary>
public sealed class TransferScenarios
{
    private const string Allowed = "+49 30 1234567";
    private const string Number = "+49301234567";

    [Fact]
    public async Task The_carrier_takes_the_caller_over_and_the_agent_is_hung_up()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);
        carrier.Refer = CarrierDouble.Reports(100, 180, 200);

        var result = await TransferAsync(scenario, Allowed);

        Assert.Equal((TransferStatus.Completed, TransferMode.Refer, 200), (result.Status, result.Mode, result.SipStatus));
        Assert.Equal(SipCallEnding.HungUpByPeer, (await carrier.Caller.Ended).Ending);
        var refer = Assert.Single(carrier.Refers);
        Assert.Equal($"<tel:{Number}>", refer.Headers.First(SipHeaderId.ReferTo));
        Assert.Equal("<sip:+15550100@127.0.0.1>", refer.Headers.First(SipHeaderId.ReferredBy));
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Operator, CallCause.Transferred, 200), (record.EndedBy, record.Cause, record.SipStatus));
        Assert.Equal((1, $"tel:{Number}", TransferMode.Refer), (record.Transfers, record.TransferredTo, record.TransferMode));
        await AgentIsGoneAsync(scenario);
        var events = await scenario.EventsAsync(record.CallId);
        Assert.Equal([180], events.OfType<TransferProgressed>().Select(progress => progress.Status));
        Assert.True(Assert.Single(events.OfType<TransferCompleted>()).DurationMs > 0);
    }

    [Fact]
    public async Task A_carrier_without_REFER_is_bridged_instead()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);

        var result = await TransferAsync(scenario, Allowed, "Ada wants a refund.\r\nX-Evil: 1");

        Assert.Equal((TransferStatus.Completed, TransferMode.Bridge, 200), (result.Status, result.Mode, result.SipStatus));
        var human = await carrier.Human;
        Assert.Equal($"sip:{Number}@127.0.0.1:{carrier.EndPoint.Port};user=phone", human.Invite.RequestUri.ToString());
        Assert.Equal("+15550199", human.Invite.From.Uri.User);
        Assert.Equal("Ada wants a refund.  X-Evil: 1", human.Invite.Headers.First("X-Transfer-Summary"));
        Assert.Equal(TrunkCaller.SrtpOffer, Encoding.ASCII.GetString(human.Invite.Body.Span));
        Assert.Contains("m=audio 50000 RTP/SAVP 0", Assert.Single(carrier.Offers), StringComparison.Ordinal);
        Assert.DoesNotContain("o=human", carrier.Offers[0], StringComparison.Ordinal);
        await AgentIsGoneAsync(scenario);
        Assert.Equal(CallState.Transferred, Assert.Single(scenario.Calls.List()).Progress.State);

        await human.HangUpAsync();

        Assert.Equal(SipCallEnding.HungUpByPeer, (await carrier.Caller.Ended).Ending);
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Destination, CallCause.Transferred, TransferMode.Bridge), (record.EndedBy, record.Cause, record.TransferMode));
        var failed = Assert.Single((await scenario.EventsAsync(record.CallId)).OfType<TransferFailed>());
        Assert.Equal((TransferMode.Refer, 405, false), (failed.Mode, failed.SipStatus, failed.Final));
    }

    [Fact]
    public async Task A_peer_that_does_not_respond_makes_room_for_the_next()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        using var silent = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        await using var scenario = await GatewayScenario.StartAsync(new(carrier.Settings(("Modes:0", "bridge")))
        {
            ["Trunks:carrier:Peers:0:Uri"] = $"sip:{silent.Client.LocalEndPoint};transport=udp",
            ["Trunks:carrier:Peers:1:Uri"] = $"sip:127.0.0.1:{carrier.EndPoint.Port};transport=udp",
            ["Trunks:carrier:Peers:1:Priority"] = "10",
        });
        await carrier.CallAsync(scenario);
        await scenario.SeenAsync<SidebandReady>();

        var result = await TransferAsync(scenario, Allowed);

        Assert.Equal((TransferStatus.Completed, TransferMode.Bridge), (result.Status, result.Mode));
    }

    [Fact]
    public async Task A_caller_who_withheld_the_number_stays_withheld()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, "<sip:anonymous@anonymous.invalid>", ("Modes:0", "bridge"));

        Assert.Equal(TransferStatus.Completed, (await TransferAsync(scenario, Allowed)).Status);

        Assert.Equal("\"Anonymous\" <sip:anonymous@anonymous.invalid>", (await carrier.Human).Invite.From.ToString().Split(";tag=")[0]);
    }

    [Fact]
    public async Task A_carrier_that_accepts_and_reports_nothing_is_bridged_instead()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("NotifyTimeoutMs", "500"));
        carrier.Refer = static _ => Task.CompletedTask;

        var result = await TransferAsync(scenario, "sales");

        Assert.Equal((TransferStatus.Completed, TransferMode.Bridge), (result.Status, result.Mode));
        await carrier.Caller.HangUpAsync();
        Assert.Equal(SipCallEnding.HungUpByPeer, (await (await carrier.Human).Ended).Ending);
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Caller, CallCause.Transferred, "tel:+49307654321"), (record.EndedBy, record.Cause, record.TransferredTo));
    }

    [Fact]
    public async Task A_success_that_is_reported_after_we_stopped_waiting_is_a_transfer_all_the_same()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("Modes:0", "refer"), ("ReferTimeoutMs", "1000"));
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        carrier.Refer = async caller =>
        {
            await CarrierDouble.Reports(180)(caller);
            await late.Task;
            await CarrierDouble.Reports(200)(caller);
        };

        Assert.Equal(TransferStatus.Failed, (await TransferAsync(scenario, Allowed)).Status);
        late.SetResult();

        Assert.Equal(CallCause.Transferred, (await scenario.RecordAsync(carrier.Caller.CallId)).Cause);
        Assert.Equal(SipCallEnding.HungUpByPeer, (await carrier.Caller.Ended).Ending);
    }

    [Fact]
    public async Task A_carrier_that_accepts_and_hangs_up_has_the_caller_unconfirmed()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);
        carrier.Refer = static caller => caller.HangUpAsync();

        var result = await TransferAsync(scenario, Allowed);

        Assert.Equal((TransferStatus.Unconfirmed, TransferMode.Refer), (result.Status, result.Mode));
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Operator, CallCause.Transferred), (record.EndedBy, record.Cause));
    }

    [Fact]
    public async Task A_busy_human_that_the_carrier_reports_is_not_called_again()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);
        carrier.Refer = CarrierDouble.Reports(100, 486);

        var result = await TransferAsync(scenario, Allowed);

        Assert.Equal((TransferStatus.Failed, TransferMode.Refer, 486), (result.Status, result.Mode, result.SipStatus));
        Assert.False(carrier.WasHumanCalled);
        await CallerIsStillWithTheAgentAsync(carrier, scenario);
    }

    [Theory]
    [InlineData("cached-offer")]
    [InlineData("offerless")]
    public async Task A_busy_human_whom_we_call_leaves_the_caller_with_the_agent(string flow)
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("Modes:0", "bridge"), ("Flow", flow));
        carrier.Phone = static human => human.Reject(486);

        var result = await TransferAsync(scenario, Allowed);

        Assert.Equal((TransferStatus.Failed, TransferMode.Bridge, 486), (result.Status, result.Mode, result.SipStatus));
        Assert.Empty(carrier.Offers);
        await CallerIsStillWithTheAgentAsync(carrier, scenario);
    }

    [Fact]
    public async Task A_human_who_does_not_answer_is_given_up()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("Modes:0", "bridge"), ("AnswerTimeoutMs", "1000"));
        carrier.Phone = static human => human.Ring();

        var result = await TransferAsync(scenario, Allowed);

        Assert.Equal((TransferStatus.Failed, 408), (result.Status, result.SipStatus));
        Assert.Equal(SipCallEnding.CancelledByPeer, (await (await carrier.Human).Ended).Ending);
        await CallerIsStillWithTheAgentAsync(carrier, scenario);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_while_it_rings_takes_the_ringing_along()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("Modes:0", "bridge"));
        carrier.Phone = static human => human.Ring();
        var transferring = TransferAsync(scenario, Allowed);
        var human = await carrier.Human;

        await carrier.Caller.HangUpAsync();

        Assert.Equal(TransferStatus.Failed, (await transferring).Status);
        Assert.Equal(SipCallEnding.CancelledByPeer, (await human.Ended).Ending);
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp, 1), (record.EndedBy, record.Cause, record.Transfers));
    }

    [Fact]
    public async Task An_agent_that_ends_while_it_rings_leaves_the_caller_to_the_human()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("Modes:0", "bridge"));
        carrier.Phone = static human => human.Ring();
        var transferring = TransferAsync(scenario, Allowed);
        var human = await carrier.Human;

        await VendorHangsUpAsync(scenario);
        await scenario.SeenAsync<ByeReceived>();
        human.Answer(SipBody.Sdp(CarrierDouble.HumanSays));

        Assert.Equal(TransferStatus.Completed, (await transferring).Status);
        Assert.False(carrier.Caller.Ended.IsCompleted);
        await carrier.Caller.HangUpAsync();
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Caller, CallCause.Transferred), (record.EndedBy, record.Cause));
    }

    [Fact]
    public async Task An_agent_that_ends_and_a_human_who_declines_end_the_call()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("Modes:0", "bridge"));
        carrier.Phone = static human => human.Ring();
        var transferring = TransferAsync(scenario, Allowed);
        var human = await carrier.Human;
        await VendorHangsUpAsync(scenario);
        await scenario.SeenAsync<ByeReceived>();

        human.Reject(603);

        Assert.Equal((TransferStatus.Failed, 603), ((await transferring).Status, (await transferring).SipStatus));
        Assert.Equal(SipCallEnding.HungUpByPeer, (await carrier.Caller.Ended).Ending);
        Assert.Equal(CallCause.VendorHungUp, (await scenario.RecordAsync(carrier.Caller.CallId)).Cause);
    }

    [Fact]
    public async Task A_carrier_that_reports_late_has_the_caller_and_nobody_else_is_called_on()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("NotifyTimeoutMs", "500"));
        carrier.Phone = static human => human.Ring();
        carrier.Refer = async caller =>
        {
            await carrier.Human;
            await CarrierDouble.Reports(200)(caller);
        };

        var result = await TransferAsync(scenario, Allowed);

        Assert.Equal((TransferStatus.Completed, TransferMode.Refer, 200), (result.Status, result.Mode, result.SipStatus));
        Assert.Equal(SipCallEnding.CancelledByPeer, (await (await carrier.Human).Ended).Ending);
        Assert.Equal(CallCause.Transferred, (await scenario.RecordAsync(carrier.Caller.CallId)).Cause);
    }

    [Fact]
    public async Task A_human_is_asked_first_and_the_carrier_puts_the_caller_in_our_place()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("Modes:0", "attended"));
        carrier.Refer = async caller =>
        {
            _ = (await carrier.Human).HangUpAsync();
            await CarrierDouble.Reports(100, 200)(caller);
        };

        var result = await TransferAsync(scenario, Allowed);

        Assert.Equal((TransferStatus.Completed, TransferMode.Attended, 200), (result.Status, result.Mode, result.SipStatus));
        var human = await carrier.Human;
        var offer = Encoding.ASCII.GetString(human.Invite.Body.Span);
        Assert.EndsWith("a=inactive\r\n", offer, StringComparison.Ordinal);
        Assert.DoesNotContain("WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz", offer, StringComparison.Ordinal);
        var referTo = Uri.UnescapeDataString(Assert.Single(carrier.Refers).Headers.First(SipHeaderId.ReferTo)!);
        Assert.StartsWith($"<sip:127.0.0.1:{carrier.EndPoint.Port}", referTo, StringComparison.Ordinal);
        Assert.Contains($"?Replaces={human.CallId};to-tag={NameAddress.Parse(human.Snapshot!.Local).Tag};from-tag={human.Invite.From.Tag}>", referTo, StringComparison.Ordinal);
        Assert.Equal(TransferMode.Attended, (await scenario.RecordAsync(carrier.Caller.CallId)).TransferMode);
        await AgentIsGoneAsync(scenario);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_consultation_that_comes_to_nothing_is_hung_up_and_the_agent_stays(bool humanAnswers)
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("Modes:0", "attended"));
        if (!humanAnswers)
        {
            carrier.Phone = static human => human.Reject(486);
        }

        var result = await TransferAsync(scenario, Allowed);

        Assert.Equal((TransferStatus.Failed, TransferMode.Attended, humanAnswers ? 405 : 486), (result.Status, result.Mode, result.SipStatus));
        Assert.Equal(humanAnswers ? SipCallEnding.HungUpByPeer : SipCallEnding.RejectedByUs, (await (await carrier.Human).Ended).Ending);
        await CallerIsStillWithTheAgentAsync(carrier, scenario);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_during_the_consultation_ends_it()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier, ("Modes:0", "attended"));
        carrier.Phone = static human => human.Ring();
        var transferring = TransferAsync(scenario, Allowed);
        var human = await carrier.Human;

        await carrier.Caller.HangUpAsync();

        Assert.Equal(TransferStatus.Failed, (await transferring).Status);
        Assert.Equal(SipCallEnding.CancelledByPeer, (await human.Ended).Ending);
    }

    [Theory]
    [InlineData("+19005551234")]
    [InlineData("110")]
    [InlineData("sip:boss@elsewhere.example.com")]
    [InlineData("finance")]
    public async Task A_target_that_is_not_allowed_is_never_called(string target)
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);

        var result = await TransferAsync(scenario, target);

        Assert.Equal(TransferStatus.NotAllowed, result.Status);
        Assert.Empty(carrier.Refers);
        Assert.False(carrier.WasHumanCalled);
        await CallerIsStillWithTheAgentAsync(carrier, scenario);
    }

    [Fact]
    public async Task The_agents_tool_transfers_and_the_call_is_the_agents_doing()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        carrier.Refer = CarrierDouble.Reports(200);
        await using var scenario = await StartAndAskForAHumanAsync(carrier);

        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Agent, CallCause.Transferred, "tel:+49307654321"), (record.EndedBy, record.Cause, record.TransferredTo));
    }

    [Fact]
    public async Task The_agent_is_told_why_a_transfer_failed_and_goes_on_with_the_caller()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        carrier.Refer = CarrierDouble.Reports(486);
        await using var scenario = await StartAndAskForAHumanAsync(carrier);

        var completed = await scenario.SeenAsync<ToolCompleted>();
        Assert.False(completed.Succeeded);
        Assert.Contains("the line is busy", completed.Output, StringComparison.Ordinal);
        await CallerIsStillWithTheAgentAsync(carrier, scenario);
    }

    private static Task<GatewayScenario> StartAsync(CarrierDouble carrier, params (string Key, string Value)[] settings) =>
        StartAsync(carrier, CarrierDouble.Ada, settings);

    private static async Task<GatewayScenario> StartAsync(CarrierDouble carrier, string from, params (string Key, string Value)[] settings)
    {
        var scenario = await GatewayScenario.StartAsync(carrier.Settings(settings));
        await carrier.CallAsync(scenario, from);
        await scenario.SeenAsync<SidebandReady>();
        return scenario;
    }

    private static Task<TransferResult> TransferAsync(GatewayScenario scenario, string target, string? summary = null) =>
        scenario.Calls.List().Single().Control
            .TransferAsync(new TransferRequest(target, CallEndedBy.Operator, "key-1", summary), CancellationToken.None)
            .WaitAsync(GatewayScenario.Patience);

    private static async Task CallerIsStillWithTheAgentAsync(CarrierDouble carrier, GatewayScenario scenario)
    {
        Assert.False(carrier.Caller.Ended.IsCompleted);
        Assert.Equal("active", Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("state").GetString());
        await carrier.Caller.HangUpAsync();
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp, 1), (record.EndedBy, record.Cause, record.Transfers));
        Assert.Null(record.TransferredAt);
        await AgentIsGoneAsync(scenario);
    }

    private static Task<GatewayScenario> AgentIsGoneAsync(GatewayScenario scenario) => GatewayScenario.EventuallyAsync(async () =>
        (await scenario.OpenAiCallsAsync()).All(call => call.GetProperty("state").GetString() == "ended") ? scenario : null);

    private static async Task VendorHangsUpAsync(GatewayScenario scenario)
    {
        var id = scenario.Calls.List().Single().Progress.RealtimeCallId!.Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(scenario.OpenAi.ApiBaseUrl, $"/v1/realtime/calls/{id}/hangup"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "sk-test-0123456789");
        await SendAsync(request);
    }

    /// <summary>A conversation in which the agent transfers as soon as the caller says a word.</summary>
    private static async Task<GatewayScenario> StartAndAskForAHumanAsync(CarrierDouble carrier)
    {
        const string script =
            """
            { "name": "transfer", "turns": [
              { "agent": "Hello." },
              { "caller": "A human, please." },
              { "agent": "I connect you.", "call_tool": { "name": "transfer_call", "arguments": { "to": "sales", "summary": "wants a human" } } },
              { "agent": "Nobody is free, can I help you?" } ] }
            """;
        var scenario = await GatewayScenario.StartAsync(carrier.Settings());
        using var put = new HttpRequestMessage(HttpMethod.Put, new Uri(scenario.OpenAi.ApiBaseUrl, "/simulator/script"))
        {
            Content = new StringContent(script, Encoding.UTF8, "application/json"),
        };
        await SendAsync(put);
        await carrier.CallAsync(scenario);
        await scenario.SeenAsync<AgentSaid>();
        var id = scenario.Calls.List().Single().Progress.RealtimeCallId!.Value;
        using var say = new HttpRequestMessage(HttpMethod.Post, new Uri(scenario.OpenAi.ApiBaseUrl, $"/simulator/calls/{id}/say-as-caller"))
        {
            Content = new StringContent("""{"text":"A human, please."}""", Encoding.UTF8, "application/json"),
        };
        await SendAsync(say);
        return scenario;
    }

    private static async Task SendAsync(HttpRequestMessage request)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
