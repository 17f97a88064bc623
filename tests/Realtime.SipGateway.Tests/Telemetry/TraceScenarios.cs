using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Telemetry.Otlp;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

[Collection(nameof(TelemetryCollection))]
public sealed class TraceScenarios
{
    private const int Internal = 1;
    private const int Server = 2;
    private const int Client = 3;
    private const int Consumer = 5;
    private const int Failed = 2;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_is_one_trace_with_a_span_for_each_step(bool grpc)
    {
        await using var scenario = await TelemetryScenario.StartAsync(
            new() { ["Telemetry:Environment"] = "test", ["Telemetry:InstanceId"] = "node-7", ["Telemetry:Attributes:site"] = "berlin" },

            // Long enough that the vendor says 100 first (RFC 3261 §17.2.1).
            new() { ["Simulator:Faults:LateWebhookMs"] = "500" },
            grpc);
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        await scenario.Gateway.SeenAsync<AgentAudioStarted>();
        await caller.HangUpAsync();
        var record = await scenario.Gateway.RecordAsync(caller);

        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        Assert.Equal((Server, 0), (root.Kind, root.ParentSpanId.Length));
        var call = root.Attributes.ToDictionary();
        Assert.Equal(
            ("sip", caller.CallId, "carrier", "srtp", "support", "front-desk", "openai", "caller", "caller_hung_up"),
            (call["gateway.call.source"], call["sip.call_id"], call["gateway.trunk"], call["sip.media.security"], call["gateway.rule"], call["gateway.agent"],
                call["gateway.target"], call["gateway.ended_by"], call["gateway.cause"]));
        Assert.Equal(record.PolicyVersion, call["gateway.policy.version"]);
        foreach (var (name, kind) in new[]
        {
            ("SIP INVITE", Server), ("decision", Internal), ("SIP INVITE to openai", Client), ("webhook", Consumer), ("accept", Internal),
            ("sideband attach", Client), ("greeting", Internal), ("hang up", Internal),
        })
        {
            var step = Assert.Single(trace, span => span.Name == name);
            Assert.Equal((kind, root.SpanId), (step.Kind, step.ParentSpanId));
            Assert.InRange(step.StartTimeUnixNano, root.StartTimeUnixNano, step.EndTimeUnixNano);
            Assert.NotEqual(Failed, step.Status?.Code);
        }

        var invite = trace.Single(span => span.Name == "SIP INVITE").Attributes.ToDictionary();
        Assert.Equal(("INVITE", 200L, "udp", "127.0.0.1"), (invite["sip.method"], invite["sip.response.status_code"], invite["network.transport"], invite["network.peer.address"]));
        var attempt = trace.Single(span => span.Name == "SIP INVITE to openai");
        Assert.Equal((1L, 200L, "tls"), (attempt.Attributes.Of("gateway.attempt"), attempt.Attributes.Of("sip.response.status_code"), attempt.Attributes.Of("network.transport")));
        Assert.Equal(record.TargetSipCallId, attempt.Attributes.Of("sip.call_id"));
        var progress = (await scenario.Gateway.EventsAsync(record.CallId)).OfType<AttemptProgressed>().Select(one => (long)one.Status).ToList();
        Assert.Contains(100L, progress);
        Assert.Equal(progress, attempt.Events.Select(provisional => (long)provisional.Attributes.Of("sip.response.status_code")!));
        Assert.All(attempt.Events, provisional =>
        {
            Assert.Equal("sip.provisional", provisional.Name);
            Assert.Equal(["sip.response.status_code"], provisional.Attributes.Select(attribute => attribute.Key));
            Assert.InRange(provisional.TimeUnixNano, attempt.StartTimeUnixNano, attempt.EndTimeUnixNano);
        });

        Assert.Contains(trace.Single(span => span.Name == "hang up").Events, bye => bye.Name == "bye_received" && Equals(bye.Attributes.Of("gateway.leg"), "caller"));

        var received = (await scenario.Gateway.EventsAsync(record.CallId)).OfType<WebhookReceived>().Single();
        var webhook = trace.Single(span => span.Name == "webhook").Attributes;
        Assert.Equal(received.WebhookId, webhook.Of("gateway.webhook.id"));
        Assert.InRange((double)webhook.Of("gateway.webhook.age")!, -1, 60);
        Assert.Equal(1L, trace.Single(span => span.Name == "sideband attach").Attributes.Of("gateway.tries"));
        Assert.NotNull(trace.Single(span => span.Name == "greeting").Attributes.Of("gen_ai.response.id"));

        // The request for accept is below it; the vendor's delivery has a trace of its own and is linked.
        var accept = trace.Single(span => span.Name == "accept");
        Assert.Equal(200L, accept.Attributes.Of("http.response.status_code"));
        Assert.Single(trace, span => span.ParentSpanId == accept.SpanId && span.Name == "POST");
        var delivery = Assert.Single(trace.Single(span => span.Name == "webhook").Links);
        var request = Assert.Single(scenario.Collector.Spans, one => one.Span.SpanId == delivery.SpanId);
        Assert.Equal("Microsoft.AspNetCore", request.Scope);
        Assert.NotEqual(root.TraceId, request.Span.TraceId);

        var resource = scenario.Collector.Spans.First().Resource.Attributes.ToDictionary();
        Assert.Equal(
            ("realtime-sip-gateway", "node-7", "test", "berlin", "opentelemetry"),
            (resource["service.name"], resource["service.instance.id"], resource["deployment.environment.name"], resource["site"], resource["telemetry.sdk.name"]));
    }

    [Fact]
    public async Task A_conversation_tells_turns_responses_tools_and_guardrails_as_they_end()
    {
        await using var scenario = await TelemetryScenario.StartAsync(Edgeless, Fast);

        var record = await scenario.TalkAsync("+15550199", "+15550100");
        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        Assert.Equal(CallCause.AgentHungUp, record.Cause);
        var responses = trace.Where(span => span.Name == "chat gpt-realtime-2.1").ToList();
        Assert.True(responses.Count >= 5, $"{responses.Count} responses");
        Assert.All(responses, span => Assert.Equal((Client, root.SpanId), (span.Kind, span.ParentSpanId)));
        var response = responses[0].Attributes.ToDictionary();
        Assert.Equal(
            ("chat", "openai", "gpt-realtime-2.1", record.RealtimeCallId!.Value.Value, "front-desk", "speech", "completed"),
            (response["gen_ai.operation.name"], response["gen_ai.provider.name"], response["gen_ai.request.model"], response["gen_ai.conversation.id"],
                response["gen_ai.agent.name"], response["gen_ai.output.type"], response["gen_ai.response.finish_reasons"]));
        Assert.Equal(record.InputTokens, responses.Sum(span => (long)span.Attributes.Of("gen_ai.usage.input_tokens")!));
        Assert.Equal(record.OutputTokens, responses.Sum(span => (long)span.Attributes.Of("gen_ai.usage.output_tokens")!));
        Assert.Equal(record.CachedTokens, responses.Sum(span => (long)span.Attributes.Of("gen_ai.usage.cache_read.input_tokens")!));
        var spent = (await scenario.Gateway.EventsAsync(record.CallId)).OfType<ResponseFinished>().Sum(finished => finished.Cost);
        Assert.Equal((double)spent!.Value, responses.Sum(span => (double)span.Attributes.Of("gateway.cost")!), 9);

        var turns = trace.Where(span => span.Name == "turn").ToList();
        Assert.Equal(Enumerable.Range(1, turns.Count).Select(number => (object?)(long)number), turns.Select(span => span.Attributes.Of("gateway.turn.number")));
        Assert.InRange(turns.Count, 2, 4);
        Assert.All(turns, span => Assert.Equal("front-desk", span.Attributes.Of("gateway.agent")));

        // The tool's request is below its span and tells the host alone: the path holds what the caller said.
        var tool = Assert.Single(trace, span => span.Name == "execute_tool lookup_order");
        Assert.Equal(("execute_tool", "lookup_order", "function"), (tool.Attributes.Of("gen_ai.operation.name"), tool.Attributes.Of("gen_ai.tool.name"), tool.Attributes.Of("gen_ai.tool.type")));
        var called = (await scenario.Gateway.EventsAsync(record.CallId)).OfType<ToolCalled>().Single(one => one.Tool == "lookup_order");
        Assert.Equal(called.FunctionCallId, tool.Attributes.Of("gen_ai.tool.call.id"));
        Assert.All(responses, span => Assert.NotNull(span.Attributes.Of("gen_ai.response.id")));
        Assert.Equal((Failed, "tool_failed"), (tool.Status.Code, tool.Attributes.Of("error.type")));
        Assert.Single(trace, span => span.Name == "execute_tool hang_up" && span.Status is null or { Code: not Failed });
        var guardrail = Assert.Single(trace, span => span.Name == "guardrail no-promises");
        Assert.True(guardrail.EndTimeUnixNano > guardrail.StartTimeUnixNano);
        Assert.Equal("no-promises", guardrail.Attributes.Of("gateway.guardrail"));
        Assert.InRange((double)guardrail.Attributes.Of("gateway.guardrail.heard")!, 0, 60);
    }

    [Fact]
    public async Task Nothing_personal_stands_in_any_span_or_record_unless_it_is_let_in()
    {
        await using var scenario = await TelemetryScenario.StartAsync(Edgeless, Fast);
        await scenario.TraceAsync((await scenario.TalkAsync("+15550199", "+15550100")).CallId);
        await scenario.EventAsync("call.ended");

        var told = Everything(scenario.Collector);
        Assert.All(["15550199", "15550100", "4711", "guarantee", "How can I help"], word => Assert.DoesNotContain(word, told, StringComparison.Ordinal));

        await using var open = await TelemetryScenario.StartAsync(
            new(Edgeless) { ["Telemetry:IncludeNumbers"] = "true", ["Telemetry:IncludeText"] = "true" }, Fast);
        await open.TraceAsync((await open.TalkAsync("+15550199", "+15550100")).CallId);
        await open.EventAsync("call.ended");

        told = Everything(open.Collector);
        Assert.All(["15550199", "15550100", "4711", "How can I help"], word => Assert.Contains(word, told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attempts_are_linked_and_failures_say_what_failed()
    {
        await using var scenario = await TelemetryScenario.StartAsync(simulator: new() { ["Simulator:Faults:SidebandStatus"] = "403" });
        await using var caller = scenario.Gateway.Caller();
        await caller.InviteAsync();
        await caller.FinalAsync();
        var record = await scenario.Gateway.RecordAsync(caller);

        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        Assert.Equal((Failed, root.Attributes.Of("gateway.cause")), (root.Status.Code, root.Attributes.Of("error.type")));
        var attach = Assert.Single(trace, span => span.Name == "sideband attach");
        Assert.Equal((Failed, 403L), (attach.Status.Code, attach.Attributes.Of("http.response.status_code")));
    }

    [Fact]
    public async Task A_refused_call_is_a_trace_too_and_no_failure()
    {
        await using var scenario = await TelemetryScenario.StartAsync();
        await using var caller = scenario.Gateway.Caller();
        await caller.InviteAsync(from: "+15556661234");
        await caller.FinalAsync();
        var record = await scenario.Gateway.RecordAsync(caller);

        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        Assert.Equal(("policy", "rule_rejected", 603L), (root.Attributes.Of("gateway.ended_by"), root.Attributes.Of("gateway.cause"), root.Attributes.Of("sip.response.status_code")));
        Assert.NotEqual(Failed, root.Status?.Code);
        Assert.Equal(603L, Assert.Single(trace, span => span.Name == "SIP INVITE").Attributes.Of("sip.response.status_code"));
        Assert.Equal("blocked", Assert.Single(trace, span => span.Name == "decision").Attributes.Of("gateway.rule"));
    }

    [Fact]
    public async Task Steps_leave_while_the_call_lives()
    {
        await using var scenario = await TelemetryScenario.StartAsync();
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();

        await scenario.SpanAsync("SIP INVITE to openai");
        await scenario.SpanAsync("greeting");

        Assert.Single(scenario.Gateway.Calls.List());
        Assert.DoesNotContain(scenario.Collector.Spans, one => one.Span.Name == "call");
        await caller.HangUpAsync();
        await scenario.SpanAsync("call");
    }

    [Fact]
    public async Task The_standard_sampler_is_honoured()
    {
        await using var scenario = await TelemetryScenario.StartAsync(new() { ["OTEL_TRACES_SAMPLER"] = "always_off" });
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        await caller.HangUpAsync();
        await scenario.Gateway.RecordAsync(caller);

        await scenario.EventAsync("call.ended");
        await scenario.MetricAsync("gateway.calls.ended");
        Assert.Empty(scenario.Collector.Spans);
    }

    internal static Dictionary<string, string?> Edgeless => new() { ["Webhooks:AllowCallsWithoutToken"] = "true" };

    internal static Dictionary<string, string?> Fast => new() { ["Simulator:Pace"] = "20", ["Simulator:WordInterval"] = "00:00:00.002" };

    /// <summary>All names, texts and attributes of spans and of call events.</summary>
    private static string Everything(OtlpReceiver collector) => string.Join('\n', collector.Spans.Where(one => one.Scope == "Realtime.SipGateway" || one.Scope == "System.Net.Http")
        .Select(one => one.Span.ToString()).Concat(collector.Logs.Where(one => one.Scope.StartsWith("Realtime.", StringComparison.Ordinal)).Select(one => one.Log.ToString())));
}
