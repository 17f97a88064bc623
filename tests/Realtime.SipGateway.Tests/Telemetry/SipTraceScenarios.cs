using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Telemetry.Otlp;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

/// <summary>The spans of SIP transactions beside the INVITEs that set a call up.</summary>
[Collection(nameof(TelemetryCollection))]
public sealed class SipTraceScenarios
{
    private const int Server = 2;
    private const int Client = 3;
    private const int Failed = 2;

    [Fact]
    public async Task Each_transaction_of_a_leg_is_a_span_below_the_call()
    {
        await using var scenario = await TelemetryScenario.StartAsync();
        await using var caller = scenario.Gateway.Caller();
        await caller.InviteAsync(headers: ["Require: 100rel"]);
        await caller.PrackAsync(await caller.ProvisionalAsync(180));
        await caller.FinalAsync();
        await caller.AcknowledgeAsync();
        await caller.OfferAsync(TrunkCaller.SrtpOffer);
        await caller.HangUpAsync();
        var record = await scenario.Gateway.RecordAsync(caller);

        var root = await scenario.RootAsync(record.CallId);
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(
            scenario.Collector.Spans.Any(one => one.Span.Name == "SIP BYE" && one.Span.Kind == Client) ? "there" : null));
        var trace = await scenario.TraceAsync(record.CallId);

        foreach (var (name, method, kind, leg, callId) in new[]
        {
            ("SIP PRACK", "PRACK", Server, "caller", caller.CallId), ("SIP re-INVITE", "INVITE", Server, "caller", caller.CallId),
            ("SIP BYE", "BYE", Server, "caller", caller.CallId), ("SIP BYE", "BYE", Client, "target", record.TargetSipCallId),
        })
        {
            var span = Assert.Single(trace, one => one.Name == name && one.Kind == kind);
            Assert.Equal(root.SpanId, span.ParentSpanId);
            Assert.NotEqual(Failed, span.Status?.Code);
            var told = span.Attributes.ToDictionary();
            Assert.Equal((method, callId, 200L, leg), (told["sip.method"], told["sip.call_id"], told["sip.response.status_code"], told["gateway.leg"]));
            Assert.Equal((leg == "caller" ? "udp" : "tls", "127.0.0.1"), (told["network.transport"], told["network.peer.address"]));
            Assert.InRange((long)told["network.peer.port"]!, 1, 65535);
        }

        Assert.DoesNotContain(root.Attributes, attribute => attribute.Key == "gateway.sip.transactions.left_out");
    }

    [Fact]
    public async Task A_call_that_is_taken_back_shows_its_CANCEL_on_both_legs()
    {
        await using var scenario = await TelemetryScenario.StartAsync(simulator: new() { ["Simulator:Faults:NoWebhook"] = "true" });
        await using var caller = scenario.Gateway.Caller();
        await caller.InviteAsync();
        await caller.ProvisionalAsync(180);
        await scenario.Gateway.SeenAsync<AttemptProgressed>();
        await caller.CancelAsync();
        await caller.FinalAsync();
        var record = await scenario.Gateway.RecordAsync(caller);

        await scenario.RootAsync(record.CallId);
        var ours = await GatewayScenario.EventuallyAsync(() => Task.FromResult(
            scenario.Collector.Spans.Select(one => one.Span).FirstOrDefault(span => span.Name == "SIP CANCEL" && span.Kind == Client)));
        var theirs = Assert.Single(await scenario.TraceAsync(record.CallId), span => span.Name == "SIP CANCEL" && span.Kind == Server);

        Assert.Equal(("target", 200L), (ours.Attributes.Of("gateway.leg"), ours.Attributes.Of("sip.response.status_code")));
        Assert.Equal(("caller", 200L), (theirs.Attributes.Of("gateway.leg"), theirs.Attributes.Of("sip.response.status_code")));
        Assert.Equal(theirs.TraceId, ours.TraceId);
    }

    [Fact]
    public async Task A_peer_that_asks_without_end_does_not_fill_the_trace()
    {
        await using var scenario = await TelemetryScenario.StartAsync();
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        for (var i = 0; i < 50; i++)
        {
            await caller.OfferAsync(TrunkCaller.SrtpOffer);
        }

        await caller.HangUpAsync();
        var record = await scenario.Gateway.RecordAsync(caller);

        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        Assert.Equal(48, trace.Count(span => span.Name == "SIP re-INVITE"));
        Assert.Equal(2L, root.Attributes.Of("gateway.sip.transactions.left_out"));
        Assert.Contains(trace, span => span.Name == "SIP BYE" && span.Kind == Server);
    }
}
