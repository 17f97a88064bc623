using System.Net;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.Calls;
using Realtime.SipGateway.Tests.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

public sealed class EdgelessCallTests
{
    private static readonly Dictionary<string, string?> Allowed = new() { ["Webhooks:AllowCallsWithoutToken"] = "true" };

    private static readonly (string, string)[] Headers =
    [
        ("From", "\"Ann\" <sip:+15550199@carrier.example>;tag=5551234"), ("To", "<sip:+15550100@sip.api.openai.com>"), ("Call-ID", "abc"),
    ];

    [Fact]
    public async Task A_call_without_our_edge_is_decided_by_its_headers_and_accepted()
    {
        await using var host = await WebhookHost.StartAsync(Allowed);

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", Headers));

        Assert.Equal("accepted", await host.DecisionAsync());
        var call = Assert.Single(host.Calls.List());
        Assert.Equal((CallSourceKind.Webhook, "+15550100", "+15550199", "Ann"), (call.Facts.Source, call.Facts.Dialled, call.Facts.Caller, call.Facts.CallerName));
        Assert.True(call.Progress.Acknowledged);
        Assert.True(call.ReadyToTalk.IsCompleted);
        Assert.Equal(
            ["signalling.invite_received", "decision.made", "webhook.received", "accept.sent", "accept.answered", "signalling.answered"],
            host.EventsOf(call).Select(one => one.Type));
    }

    [Fact]
    public async Task Its_hang_up_goes_through_the_api()
    {
        await using var host = await WebhookHost.StartAsync(Allowed);
        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", Headers));
        await host.DecisionAsync();
        var call = Assert.Single(host.Calls.List());

        await call.Control.HangUpAsync(CallOutcome.AgentHungUp, TestContext.Current.CancellationToken);
        await call.Control.HangUpAsync(CallOutcome.CallerHungUp, TestContext.Current.CancellationToken);

        await WebhookHost.UntilAsync(() => host.Vendor.Requests.Count == 2);
        Assert.Equal("/v1/realtime/calls/rtc_1/hangup", host.Vendor.Requests.Last().Path);
        Assert.Equal(CallOutcome.AgentHungUp, call.Progress.Outcome);
        Assert.Empty(host.Calls.List());
    }

    [Fact]
    public async Task One_that_the_process_before_handed_over_goes_on_and_is_hung_up_like_any_other()
    {
        var ledger = new MemoryHandoverLedger();
        await using var before = await WebhookHost.StartAsync(Allowed);
        await before.DeliverAsync(WebhookHost.IncomingCall("rtc_1", Headers));
        await before.DecisionAsync();
        var left = Assert.Single(before.Calls.List()).HandOver(legs: null)!;
        await ledger.SaveAsync([left], new Dictionary<string, ReadOnlyMemory<byte>>(), TestContext.Current.CancellationToken);

        var claims = new MemoryClaimLedger();
        await claims.TryClaimAsync(
            new WebhookClaim("wh_left", "openai", RealtimeCallId.Parse("rtc_1"), null, DateTimeOffset.UtcNow), TestContext.Current.CancellationToken);

        await using var host = await WebhookHost.StartAsync(Allowed, claims, handovers: ledger);

        Assert.Equal("accepted", await host.DecisionAsync("wh_left"));
        var call = Assert.Single(host.Calls.List());
        Assert.Equal((left.Id, CallState.Accepted, "Ann"), (call.Id, call.Progress.State, call.Facts.CallerName));
        Assert.Empty(ledger.Waiting);
        await call.Control.HangUpAsync(CallOutcome.AgentHungUp, TestContext.Current.CancellationToken);
        await WebhookHost.UntilAsync(() => host.Vendor.Requests.Count == 1);
        Assert.Equal("/v1/realtime/calls/rtc_1/hangup", host.Vendor.Requests.Last().Path);
    }

    [Fact]
    public async Task Its_transfer_goes_through_the_api_behind_the_same_allow_list_and_its_outcome_is_not_known()
    {
        const string policy =
            """
            { "agents": { "desk": { "model": "m", "instructions": "i", "transfer": { "allow": [ "+4930*" ] } } },
              "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
            """;
        await using var host = await WebhookHost.StartAsync(Allowed, policy: policy);
        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", Headers));
        await host.DecisionAsync();
        var call = Assert.Single(host.Calls.List());

        var denied = await call.Control.TransferAsync(new TransferRequest("+19005551234", CallEndedBy.Agent), TestContext.Current.CancellationToken);
        var result = await call.Control.TransferAsync(new TransferRequest("+49 30 12345;x=y", CallEndedBy.Agent), TestContext.Current.CancellationToken);
        await call.Control.HangUpAsync(new CallOutcome(CallEndedBy.Vendor, CallCause.SidebandFailed), TestContext.Current.CancellationToken);

        Assert.Equal(TransferStatus.NotAllowed, denied.Status);
        Assert.Equal((TransferStatus.Unconfirmed, TransferMode.Vendor), (result.Status, result.Mode));
        var refer = Assert.Single(host.Vendor.Requests, request => request.Path == "/v1/realtime/calls/rtc_1/refer");
        Assert.Equal("""{"target_uri":"tel:\u002B493012345"}""", refer.Body);
        Assert.Equal((CallEndedBy.Agent, CallCause.Transferred), (call.Progress.Outcome!.By, call.Progress.Outcome.Cause));
    }

    [Fact]
    public async Task After_a_hand_off_the_new_agents_allow_list_holds()
    {
        const string policy =
            """
            { "agents": { "desk": { "model": "m", "instructions": "i", "transfer": { "allow": [ "+4930*" ] } },
                          "shop": { "model": "m", "instructions": "i", "transfer": { "allow": [ "+4940*" ] } } },
              "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
            """;
        await using var host = await WebhookHost.StartAsync(Allowed, policy: policy);
        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", Headers));
        await host.DecisionAsync();
        var call = Assert.Single(host.Calls.List());

        call.SwitchAgent("shop", null);
        var old = await call.Control.TransferAsync(new TransferRequest("+493012345", CallEndedBy.Agent), TestContext.Current.CancellationToken);
        var own = await call.Control.TransferAsync(new TransferRequest("+494012345", CallEndedBy.Agent), TestContext.Current.CancellationToken);

        Assert.Equal((TransferStatus.NotAllowed, TransferStatus.Unconfirmed), (old.Status, own.Status));
    }

    [Fact]
    public async Task A_rule_may_reject_it_with_its_own_status()
    {
        var policy = PolicyText.WithRules("""{ "name": "closed", "reject": { "status": 480 } }""");
        await using var host = await WebhookHost.StartAsync(Allowed, policy: policy);

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", Headers));

        Assert.Equal("refused:edgeless", await host.DecisionAsync());
        Assert.Equal("""{"status_code":480}""", Assert.Single(host.Vendor.Requests).Body);
        Assert.Equal(CallCause.RuleRejected, Assert.Single(host.Events.Records).Cause);
    }

    [Fact]
    public async Task A_bad_token_is_refused_even_where_none_is_needed()
    {
        await using var host = await WebhookHost.StartAsync(Allowed);

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", [.. Headers, (AttemptToken.TokenHeader, "1.2.x")]));

        Assert.Equal("refused:TokenAmbiguous", await host.DecisionAsync());
    }

    [Fact]
    public async Task A_rules_overrides_are_in_the_session()
    {
        var policy = PolicyText.WithRules("""{ "name": "all", "accept": { "agent": "desk", "model": "gpt-realtime-2.1-mini", "voice": "cedar", "language": "de" } }""");
        await using var host = await WebhookHost.StartAsync(Allowed, policy: policy);

        await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", Headers));

        Assert.Equal("accepted", await host.DecisionAsync());
        using var session = JsonDocument.Parse(Assert.Single(host.Vendor.Requests).Body);
        Assert.Equal("gpt-realtime-2.1-mini", session.RootElement.GetProperty("model").GetString());
        var audio = session.RootElement.GetProperty("audio");
        Assert.Equal("cedar", audio.GetProperty("output").GetProperty("voice").GetString());
        Assert.Equal("de", audio.GetProperty("input").GetProperty("transcription").GetProperty("language").GetString());
    }

    [Fact]
    public async Task A_full_table_is_answered_503()
    {
        await using var host = await WebhookHost.StartAsync(new(Allowed) { ["Calls:MaxActiveCalls"] = "1" });
        host.Dial();

        using var answer = await host.DeliverAsync(WebhookHost.IncomingCall("rtc_1", Headers));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("refused:edgeless", await host.DecisionAsync());
        Assert.Equal("""{"status_code":503}""", Assert.Single(host.Vendor.Requests).Body);
    }
}
