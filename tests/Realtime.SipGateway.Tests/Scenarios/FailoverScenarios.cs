using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>An AI target fails a call in every way it can: the next one, or a person, gets it, and the caller hears ringing meanwhile (P9).</summary>
public sealed class FailoverScenarios
{
    private const string BothTargets = "\"targets\": [ \"openai\", \"backup\" ]";
    private const string WithQueue = "\"fallback\": \"queue\"";

    [Theory]
    [InlineData(VendorFaultKind.Unreachable, "Targets:openai:OutboundProxy", "127.0.0.1:1")]
    [InlineData(VendorFaultKind.WebhookMissing, "Simulator:Faults:NoWebhook", "true")]
    [InlineData(VendorFaultKind.InnerTimeout, "Simulator:Faults:AcceptThenFail", "true")]
    [InlineData(VendorFaultKind.AnswerMissing, "Simulator:Faults:AcceptThenSilence", "true")]
    [InlineData(VendorFaultKind.MediaSecurity, "Simulator:Faults:MediaSecurity", "rtp")]
    [InlineData(VendorFaultKind.AcceptRefused, "Simulator:ApiKey", "sk-another-key")]
    [InlineData(VendorFaultKind.Rejected, "Simulator:ProjectId", "proj_other")]
    public async Task A_target_that_fails_a_call_hands_it_to_the_next(string kind, string key, string value)
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Sip:WebhookTimeoutMs"] = "2000", ["Sip:AcceptedTimeoutMs"] = "1000", [key] = value }, new() { [key] = value }, backup: [], accept: BothTargets);
        await using var caller = scenario.Caller();

        await caller.InviteAsync();
        await caller.ProvisionalAsync(180);
        Assert.Equal(200, (await caller.FinalAsync()).StatusCode);
        await caller.AcknowledgeAsync();
        await scenario.SeenAsync<SidebandReady>();
        await caller.HangUpAsync();

        var record = await scenario.RecordAsync(caller);
        Assert.Equal(("backup", 2, CallCause.CallerHungUp), (record.Target, record.Attempts, record.Cause));
        var fault = Assert.Single((await scenario.EventsAsync(record.CallId)).OfType<VendorFault>());
        Assert.Equal(("openai", kind, "next"), (fault.Target, fault.Kind, fault.Action));
        Assert.Single(await scenario.BackupCallsAsync());
        await NothingLivesAsync(scenario);
    }

    [Fact]
    public async Task A_webhook_of_an_attempt_that_was_given_up_makes_no_session()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Sip:WebhookTimeoutMs"] = "3000" }, new() { ["Simulator:Faults:LateWebhookMs"] = "5000" }, backup: [], accept: BothTargets);
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        var late = await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.OpenAiCallsAsync()).FirstOrDefault(call => call.GetProperty("state").GetString() == "ended") is { ValueKind: not System.Text.Json.JsonValueKind.Undefined } call
                ? call.ToString()
                : null);

        Assert.DoesNotContain("\"gpt-realtime", late, StringComparison.Ordinal);
        await caller.HangUpAsync();
        Assert.Equal("backup", (await scenario.RecordAsync(caller)).Target);
    }

    [Fact]
    public async Task A_person_takes_the_call_that_no_target_could()
    {
        await using var queue = await Person.StartAsync();
        await using var scenario = await GatewayScenario.StartAsync(
            Queue(queue, new() { ["Targets:openai:OutboundProxy"] = "127.0.0.1:1" }), accept: WithQueue);
        await using var caller = scenario.Caller();

        var answer = await caller.CallAsync();
        Assert.Equal((200, TrunkCaller.SrtpOffer), (answer.StatusCode, System.Text.Encoding.ASCII.GetString(answer.Body.Span)));
        await (await queue.Call).HangUpAsync();
        await caller.ByeAsync();

        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Destination, CallCause.DestinationHungUp, "queue"), (record.EndedBy, record.Cause, record.Target));
        var invite = Assert.Single(queue.Invites);
        Assert.Equal(("+15550900", "+15550100"), (invite.RequestUri.User, invite.From.Uri.User));
        Assert.DoesNotContain("X-Gateway", invite.ToString(), StringComparison.OrdinalIgnoreCase);
        var fault = Assert.Single((await scenario.EventsAsync(record.CallId)).OfType<VendorFault>());
        Assert.Equal((VendorFaultKind.Unreachable, "fallback"), (fault.Kind, fault.Action));
    }

    [Fact]
    public async Task A_person_who_is_busy_is_what_the_caller_hears()
    {
        await using var queue = await Person.StartAsync(status: 486);
        await using var scenario = await GatewayScenario.StartAsync(
            Queue(queue, new() { ["Targets:openai:OutboundProxy"] = "127.0.0.1:1" }), accept: WithQueue);
        await using var caller = scenario.Caller();

        await caller.InviteAsync();

        Assert.Equal(486, (await caller.FinalAsync()).StatusCode);
        Assert.Equal(CallCause.FallbackFailed, (await scenario.RecordAsync(caller)).Cause);
    }

    [Fact]
    public async Task A_peer_of_the_trunk_that_does_not_answer_options_is_not_called()
    {
        await using var down = await Person.StartAsync(answersOptions: false);
        await using var up = await Person.StartAsync();
        await using var scenario = await GatewayScenario.StartAsync(
            Queue(down, new()
            {
                ["Targets:openai:OutboundProxy"] = "127.0.0.1:1",
                ["Trunks:carrier:Peers:1:Uri"] = up.Address,
                ["Trunks:carrier:Peers:1:Priority"] = "1",
                ["Sip:Health:FailureThreshold"] = "1",
                ["Sip:Health:ProbeIntervalMs"] = "1000",
            }),
            accept: WithQueue);
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(
            scenario.Targets.List().FirstOrDefault(one => one.Kind == "trunk" && one.Addresses.Any(address => !address.Up))));
        await using var caller = scenario.Caller();

        Assert.Equal(200, (await caller.CallAsync()).StatusCode);

        Assert.Empty(down.Invites);
        Assert.Single(up.Invites);
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
    }

    [Fact]
    public async Task A_caller_who_gives_up_ends_the_search()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            simulator: new() { ["Simulator:Faults:NoWebhook"] = "true" }, backup: [], accept: BothTargets);
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        await scenario.SeenAsync<AttemptProgressed>();

        await caller.CancelAsync();

        Assert.Equal(487, (await caller.FinalAsync()).StatusCode);
        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallCause.CallerCancelled, 1), (record.Cause, record.Attempts));
        Assert.Empty(await scenario.BackupCallsAsync());
    }

    [Fact]
    public async Task A_service_that_fails_its_calls_is_left_alone_while_a_person_can_take_them()
    {
        await using var queue = await Person.StartAsync();
        await using var scenario = await GatewayScenario.StartAsync(
            Queue(queue, new() { ["Sip:WebhookTimeoutMs"] = "500", ["Sip:Health:FailureThreshold"] = "1", ["Sip:Health:BreakMs"] = "60000" }),
            new() { ["Simulator:Faults:NoWebhook"] = "true" },
            accept: WithQueue);
        for (var call = 0; call < 2; call++)
        {
            await using var caller = scenario.Caller();
            await caller.CallAsync();
            await caller.HangUpAsync();
            var record = await scenario.RecordAsync(caller);
            var kinds = (await scenario.EventsAsync(record.CallId)).OfType<VendorFault>().Select(fault => fault.Kind);
            Assert.Equal([call == 0 ? VendorFaultKind.WebhookMissing : VendorFaultKind.LeftAlone], kinds);
        }

        Assert.Single(await scenario.OpenAiCallsAsync());
        Assert.Equal("open", scenario.Targets.List().Single(one => one.Kind == "ai").Service);
    }

    [Fact]
    public async Task A_session_whose_leg_breaks_without_a_bye_is_hung_up_by_API()
    {
        await using var wire = new FrozenWire();
        await using var scenario = await GatewayScenario.StartAsync(wire: wire);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();

        wire.Freeze();
        await caller.HangUpAsync();

        await NothingLivesAsync(scenario);
        var ended = Assert.Single(await scenario.OpenAiCallsAsync());
        Assert.Equal("hung up by the API", ended.GetProperty("end_reason").GetString());
    }

    [Fact]
    public async Task A_caller_who_gives_up_after_the_accept_leaves_no_session()
    {
        await using var scenario = await GatewayScenario.StartAsync(simulator: new() { ["Simulator:Faults:AcceptThenSilence"] = "true" });
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        await scenario.SeenAsync<AcceptAnswered>();

        await caller.CancelAsync();

        Assert.Equal(487, (await caller.FinalAsync()).StatusCode);
        await NothingLivesAsync(scenario);
        Assert.Equal("hung up by the API", Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("end_reason").GetString());
    }

    [Fact]
    public async Task After_its_break_one_call_brings_a_service_back()
    {
        await using var queue = await Person.StartAsync();
        await using var scenario = await GatewayScenario.StartAsync(
            Queue(queue, new() { ["Sip:WebhookTimeoutMs"] = "500", ["Sip:Health:FailureThreshold"] = "1", ["Sip:Health:BreakMs"] = "100" }),
            new() { ["Simulator:Faults:LateWebhookMs"] = "1500" },
            accept: WithQueue);
        await using (var unlucky = scenario.Caller())
        {
            await unlucky.CallAsync();
            await unlucky.HangUpAsync();
            Assert.Equal("queue", (await scenario.RecordAsync(unlucky)).Target);
        }

        await scenario.SetFaultsAsync("{}");
        await GatewayScenario.EventuallyAsync(async () =>
        {
            await using var caller = scenario.Caller();
            await caller.CallAsync();
            await caller.HangUpAsync();
            return (await scenario.RecordAsync(caller)).Target == "openai" ? "back" : null;
        });
        Assert.Equal("closed", scenario.Targets.List().Single(one => one.Kind == "ai").Service);
    }

    [Fact]
    public async Task An_attach_that_is_refused_ends_the_call_with_a_reason()
    {
        await using var scenario = await GatewayScenario.StartAsync(simulator: new() { ["Simulator:Faults:SidebandStatus"] = "403" });
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        var bye = await caller.ByeAsync();

        Assert.Contains("Reason: Q.850;cause=41", bye.ToString(), StringComparison.Ordinal);
        var record = await scenario.RecordAsync(caller);
        Assert.Equal(CallCause.SidebandFailed, record.Cause);
        var fault = Assert.Single((await scenario.EventsAsync(record.CallId)).OfType<VendorFault>());
        Assert.Equal((VendorFaultKind.AttachRefused, "end"), (fault.Kind, fault.Action));
        await NothingLivesAsync(scenario);
    }

    [Fact]
    public async Task A_caller_who_was_answered_and_lost_the_agent_is_connected_to_a_person()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        var settings = carrier.Settings();
        settings["Destinations:queue:Uri"] = "+15550900";
        settings["Destinations:queue:Trunk"] = "carrier";
        await using var scenario = await GatewayScenario.StartAsync(
            settings, new() { ["Simulator:Faults:SidebandStatus"] = "403" }, accept: WithQueue);

        await carrier.CallAsync(scenario);

        var person = await carrier.Human;
        Assert.Equal("+15550900", person.Invite.RequestUri.User);
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(carrier.Offers.Count > 0 ? carrier : null));
        await NothingLivesAsync(scenario);
        await person.HangUpAsync();
        await carrier.Caller.Ended.WaitAsync(GatewayScenario.Patience, TestContext.Current.CancellationToken);
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Destination, CallCause.Transferred), (record.EndedBy, record.Cause));
        var fault = Assert.Single((await scenario.EventsAsync(record.CallId)).OfType<VendorFault>());
        Assert.Equal((VendorFaultKind.AttachRefused, "fallback"), (fault.Kind, fault.Action));
    }

    [Fact]
    public async Task A_caller_whom_nobody_else_takes_either_is_hung_up_with_a_reason()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        carrier.Phone = static person => person.Reject(486);
        var settings = carrier.Settings();
        settings["Destinations:queue:Uri"] = "+15550900";
        settings["Destinations:queue:Trunk"] = "carrier";
        await using var scenario = await GatewayScenario.StartAsync(
            settings, new() { ["Simulator:Faults:SidebandStatus"] = "403" }, accept: WithQueue);

        await carrier.CallAsync(scenario);

        Assert.Equal(Realtime.Sip.Dialogs.SipCallEnding.HungUpByPeer, (await carrier.Caller.Ended.WaitAsync(GatewayScenario.Patience, TestContext.Current.CancellationToken)).Ending);
        Assert.Equal(CallCause.SidebandFailed, (await scenario.RecordAsync(carrier.Caller.CallId)).Cause);
        await NothingLivesAsync(scenario);
    }

    private static Dictionary<string, string?> Queue(Person queue, Dictionary<string, string?> more) => new(more)
    {
        ["Trunks:carrier:Peers:0:Uri"] = queue.Address,
        ["Destinations:queue:Uri"] = "tel:+1-555-0900",
        ["Destinations:queue:Trunk"] = "carrier",
        ["Destinations:queue:CallerId"] = "+15550100",
    };

    /// <summary>No session lives at either vendor (P2).</summary>
    private static async Task NothingLivesAsync(GatewayScenario scenario) => await GatewayScenario.EventuallyAsync(async () =>
        (await scenario.OpenAiCallsAsync()).Concat(scenario.Backup is null ? [] : await scenario.BackupCallsAsync()).All(call => call.GetProperty("state").GetString() == "ended") ? "yes" : null);
}
