using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class CallMeterTests : IDisposable
{
    private static readonly CallFacts Facts = new() { Source = CallSourceKind.Sip, Trunk = "carrier", Caller = "+15550199", Dialled = "+15550100" };

    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<(string Name, double Value, string Tags)> _measured = [];
    private readonly MeterListener _listener = new();
    private readonly CallMeter _meter;

    public CallMeterTests()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
        _meter = new CallMeter(new CallMetrics(factory), Facts);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Approvals_and_late_results_are_counted()
    {
        Happens(0, new ToolApprovalDecided("call_1", "refund", true, "ann", null, 2_000));
        Happens(0, new ToolApprovalDecided("call_2", "refund", false, null, null, 2_000));
        Happens(0, new ToolResultArrived("call_3", "quote", true, "{}", 4_500, Late: false));
        Happens(0, new ToolResultArrived("call_4", "quote", false, "{}", 60_000, Late: true));

        Assert.Contains(("gateway.tool.approvals", 1, "tool=refund approved=True by=person"), _measured);
        Assert.Contains(("gateway.tool.approvals", 1, "tool=refund approved=False by=nobody"), _measured);
        Assert.Contains(("gateway.tool.late_result.duration", 4.5, "tool=quote succeeded=True in_call=True"), _measured);
        Assert.Contains(("gateway.tool.late_result.duration", 60, "tool=quote succeeded=False in_call=False"), _measured);
    }

    [Fact]
    public void Turns_that_no_program_answered_are_counted_for_the_agent_that_has_the_call()
    {
        Happens(0, new AgentSwitched("desk", "sales", null));
        Happens(0, new HandlerTimedOut(1, 4_000));

        Assert.Contains(("gateway.handler.timeouts", 1, "agent=sales"), _measured);
    }

    [Fact]
    public void The_way_to_the_first_word_is_measured_step_by_step()
    {
        Happens(0, new AttemptStarted(1, "openai", "sip:x", "1.2.3.4:5061", "tls", "id"));
        Happens(0.4, new WebhookReceived("wh_1", "openai", RealtimeCallId.Parse("rtc_1"), "srtp", 0));
        Happens(0.1, new AcceptSent(RealtimeCallId.Parse("rtc_1"), "front-desk", "gpt-realtime-2.1"));
        Happens(0, new AcceptAnswered(true, 200, null, null, 250));
        Happens(0, new SidebandAttached(1, 120));
        Happens(0, new CallAnswered(1, "srtp", 900));
        Happens(0.7, new AgentAudioStarted("resp_1", null));
        Happens(3, new AgentAudioStarted("resp_2", 640));

        Assert.Contains(("gateway.webhook.wait.duration", 0.4, "target=openai"), _measured);
        Assert.Contains(("gateway.accept.duration", 0.25, "target=openai succeeded=True"), _measured);
        Assert.Contains(("gateway.sideband.attach.duration", 0.12, "target=openai"), _measured);
        Assert.Contains(("gateway.call.setup.duration", 0.9, "trunk=carrier"), _measured);
        Assert.Equal(0.7, Assert.Single(_measured, one => one.Name == "gateway.call.first_audio.duration" && one.Tags == "agent=front-desk").Value, 6);
        Assert.Contains(("gateway.turn.latency", 0.64, "agent=front-desk"), _measured);
        Assert.DoesNotContain(_measured, one => one.Name == "gateway.sideband.reconnects");
    }

    [Fact]
    public void Attaching_again_counts_as_a_reconnect()
    {
        Happens(0, new SidebandAttached(1, 120));
        Happens(5, new SidebandAttached(3, 900));

        Assert.Single(_measured, one => one.Name == "gateway.sideband.reconnects");
    }

    [Fact]
    public void Tokens_of_all_labels_together_are_what_was_used()
    {
        Happens(0, new AcceptSent(RealtimeCallId.Parse("rtc_1"), "front-desk", "gpt-realtime-2.1"));
        Happens(0, new ResponseFinished(
            "resp_1", "completed", null, 140, 80, 64, new TokenDetails(100, 40, 0, 64, 0, 0, 30, 50), 812, "gpt-realtime-2.1", 0.5m, "USD"));
        Happens(0, new ResponseFinished("resp_2", "cancelled", "turn_detected", 10, 5, 4));

        Assert.Equal(235, _measured.Where(one => one.Name == "gateway.tokens").Sum(one => one.Value));
        Assert.Contains(("gateway.tokens", 36, "model=gpt-realtime-2.1 direction=input kind=text cached=False"), _measured);
        Assert.Contains(("gateway.tokens", 64, "model=gpt-realtime-2.1 direction=input kind=text cached=True"), _measured);
        Assert.Contains(("gateway.tokens", 50, "model=gpt-realtime-2.1 direction=output kind=audio cached=False"), _measured);
        Assert.Contains(("gateway.tokens", 6, "model=gpt-realtime-2.1 direction=input kind=unknown cached=False"), _measured);
        Assert.Contains(("gateway.cost", 0.5, "model=gpt-realtime-2.1 agent=front-desk currency=USD"), _measured);
        Assert.Contains(("gateway.response.duration", 0.812, "model=gpt-realtime-2.1 status=completed"), _measured);
        Assert.Single(_measured, one => one.Name == "gateway.cost.unpriced");
    }

    [Fact]
    public void Audio_without_words_is_spent_like_words()
    {
        Happens(0, new CallerNoise("item_1", 30, "gpt-live-transcribe", null, 0.25m, "USD"));
        Happens(0, new CallerNoise("item_2", 30, "deployment"));

        Assert.Contains(("gateway.cost", 0.25, "model=gpt-live-transcribe agent= currency=USD"), _measured);
        Assert.Contains(("gateway.cost.unpriced", 1, "model=deployment"), _measured);
    }

    [Fact]
    public void What_the_wire_makes_up_becomes_no_label()
    {
        Happens(0, new AcceptSent(RealtimeCallId.Parse("rtc_1"), "front-desk", "gpt-realtime-2.1"));
        for (var index = 0; index < 50; index++)
        {
            Happens(0, new ResponseFinished($"resp_{index}", $"status_{index}", null, 1, 1, 0, null, 5, $"model_{index}"));
            Happens(0, new SidebandError($"code_{index}", "text"));
        }

        Assert.Equal(1, Series("gateway.response.duration"));
        Assert.Equal(1, Series("gateway.cost.unpriced"));
        Assert.Equal(2, Series("gateway.tokens"));
        Assert.Equal(1, Series("gateway.sideband.errors"));
    }

    [Fact]
    public void Every_label_is_one_of_those_that_are_documented()
    {
        The_way_to_the_first_word_is_measured_step_by_step();
        Tokens_of_all_labels_together_are_what_was_used();
        Happens(0, new TransferCompleted(TransferMode.Bridge, "tel:+49", true, 200, null, 10));
        Happens(0, new VendorFault(1, "openai", "accept_refused", "next", null));
        Happens(0, new CallFault("observer", "x"));
        Happens(0, new ToolCompleted("fc", "lookup", true, "{}", 5, false));
        Happens(0, new GuardrailTripped("no-promises", "stop", "r", "i", "m"));
        Happens(0, new SpeechStopped("no-promises", "i", "c", 1, 2));
        Happens(0, new CallRefused(404, "no", "why"));
        _meter.Finished(new CallRecord { CallId = CallId.New(_time), EndedBy = CallEndedBy.Caller, Cause = CallCause.CallerHungUp, AnsweredAt = _time.GetUtcNow() });

        Assert.All(_measured, one => Assert.Equal(
            GatewayInstruments.All.Single(defined => defined.Name == one.Name).Labels.Select(label => label.Name).Order(),
            one.Tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Split('=')[0]).Order()));
    }

    private int Series(string name) => _measured.Where(one => one.Name == name).Select(one => one.Tags).Distinct().Count();

    private void Happens(double afterSeconds, CallEventData data)
    {
        _time.Advance(TimeSpan.FromSeconds(afterSeconds));
        _meter.Apply(new CallEvent(CallId.New(_time), 1, _time.GetUtcNow(), "node", data));
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Add((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
