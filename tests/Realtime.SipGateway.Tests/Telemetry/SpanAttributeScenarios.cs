using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Telemetry.Otlp;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

/// <summary>Attributes that a collector is told of some calls only; and that it is told of none that the documentation does not describe.</summary>
[Collection(nameof(TelemetryCollection))]
public sealed class SpanAttributeScenarios
{
    [Fact]
    public async Task A_connection_that_was_lost_and_came_again_is_an_attach_again()
    {
        await using var scenario = await TelemetryScenario.StartAsync();
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        await scenario.Gateway.SeenAsync<AgentAudioStarted>();
        await scenario.Gateway.CutSidebandAsync();
        var id = scenario.Gateway.Calls.List().Single().Id;
        await GatewayScenario.EventuallyAsync(async () => (await scenario.Gateway.EventsAsync(id)).OfType<SidebandAttached>().ElementAtOrDefault(1));
        await caller.HangUpAsync();
        await scenario.Gateway.RecordAsync(caller);
        var trace = await scenario.TraceAsync(id);

        var attached = (await scenario.Gateway.EventsAsync(id)).OfType<SidebandAttached>().ToList();
        var spans = trace.Where(static span => span.Name == "sideband attach").ToList();
        Assert.Equal([false, true], spans.Select(static span => span.Attributes.Of("gateway.sideband.again")));
        Assert.Equal(attached.Select(static one => (object?)(long)one.Tries), spans.Select(static span => span.Attributes.Of("gateway.tries")));
        AssertDescribed(scenario);
    }

    [Fact]
    public async Task The_process_that_leaves_a_call_and_the_one_that_takes_it_tell_the_same_trace()
    {
        await using var scenario = await TelemetryScenario.StartAsync(new()
        {
            ["Drain:Mode"] = "handover",
            ["Sip:Listeners:0:Address"] = $"127.0.0.1:{LoopbackPorts.Next()}",
        });
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        await scenario.Gateway.SeenAsync<SidebandReady>();
        var id = scenario.Gateway.Calls.List().Single().Id;
        await scenario.Gateway.RestartGatewayAsync();
        await GatewayScenario.EventuallyAsync(async () => (await scenario.Gateway.EventsAsync(id)).OfType<SidebandAttached>().ElementAtOrDefault(1));
        await caller.HangUpAsync();
        await scenario.Gateway.RecordAsync(caller);

        var calls = await GatewayScenario.EventuallyAsync(() => Task.FromResult(
            scenario.Collector.Spans.Select(static one => one.Span).Where(static span => span.Name == "call").ToList() is { Count: 2 } both ? both : null));

        var (left, took) = (calls.Single(static span => span.Attributes.Of("gateway.handed_over") is true), calls.Single(static span => span.Attributes.Of("gateway.taken_over") is true));
        Assert.NotEqual(left.SpanId, took.SpanId);
        Assert.Equal((left.TraceId, left.SpanId), (took.TraceId, took.ParentSpanId));
        Assert.Equal((null, "caller_hung_up"), (left.Attributes.Of("gateway.cause"), took.Attributes.Of("gateway.cause")));
        Assert.All(calls, span => Assert.Equal(id.Value, span.Attributes.Of("gateway.call.id")));
        AssertDescribed(scenario);
    }

    [Fact]
    public async Task Turns_money_and_what_personal_data_is_let_in_are_told()
    {
        await using var scenario = await TelemetryScenario.StartAsync(
            new(TraceScenarios.Edgeless) { ["Telemetry:IncludeNumbers"] = "true", ["Telemetry:IncludeText"] = "true" }, TraceScenarios.Fast);
        var record = await scenario.TalkAsync("+15550199", "+15550100");
        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        Assert.Equal(("+15550199", "+15550100"), (root.Attributes.Of("sip.from.user"), root.Attributes.Of("sip.to.user")));
        var heard = (await scenario.Gateway.EventsAsync(record.CallId)).OfType<AgentAudioStarted>().ToDictionary(static one => one.ResponseId);
        var turns = trace.Where(static span => span.Name == "turn" && span.Attributes.Of("gateway.turn.answered") is true).ToList();
        Assert.NotEmpty(turns);
        Assert.All(turns, turn => Assert.Equal(
            heard[(string)turn.Attributes.Of("gen_ai.response.id")!].SinceCallerStoppedMs / 1000, turn.Attributes.Of("gateway.turn.latency") as double?));
        var finished = (await scenario.Gateway.EventsAsync(record.CallId)).OfType<ResponseFinished>().ToDictionary(static one => one.ResponseId);
        Assert.All(trace.Where(static span => span.Name.StartsWith("chat ", StringComparison.Ordinal)), span =>
        {
            var response = finished[(string)span.Attributes.Of("gen_ai.response.id")!];
            Assert.Equal(
                ((double?)response.Cost, response.Currency, (long?)response.Details?.InputAudio, (long?)response.Details?.OutputAudio),
                (span.Attributes.Of("gateway.cost") as double?, span.Attributes.Of("gateway.cost.currency"), span.Attributes.Of("gateway.usage.input_audio_tokens") as long?,
                    span.Attributes.Of("gateway.usage.output_audio_tokens") as long?));
        });
        Assert.Contains(finished.Values, static one => one.Currency is not null);
        AssertDescribed(scenario);
    }

    [Fact]
    public async Task Peers_and_the_cause_of_a_BYE_are_told_and_its_words_are_not()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await TelemetryScenario.StartAsync(carrier.Settings());
        await carrier.CallAsync(scenario.Gateway);
        await scenario.Gateway.SeenAsync<SidebandReady>();
        await carrier.Caller.HangUpAsync("Q.850;cause=31;text=\"Bob tripped\"");
        var record = await scenario.Gateway.RecordAsync(carrier.Caller.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        var hangUp = trace.Single(static span => span.Name == "hang up");
        var bye = hangUp.Events.Single(static one => one.Name == "bye_received").Attributes;
        Assert.Equal(("caller", "Q.850;cause=31"), (bye.Of("gateway.leg"), bye.Of("sip.reason")));
        Assert.DoesNotContain("Bob", string.Join('\n', trace), StringComparison.Ordinal);
        var invite = trace.Single(static span => span.Name == "SIP INVITE").Attributes;
        var source = (await scenario.Gateway.EventsAsync(record.CallId)).OfType<InviteReceived>().Single().Source;
        Assert.Equal(source, $"{invite.Of("network.peer.address")}:{invite.Of("network.peer.port")}");
        var attempt = trace.Single(static span => span.Name == "SIP INVITE to openai").Attributes;
        Assert.Equal(scenario.Gateway.OpenAi.SipTlsEndPoint!.ToString(), $"{attempt.Of("network.peer.address")}:{attempt.Of("network.peer.port")}");
        AssertDescribed(scenario);
    }

    /// <summary>In full, or after one of the same group without what they share, as <see cref="TracesDocumentTests"/> has it.</summary>
    private static void AssertDescribed(TelemetryScenario scenario)
    {
        var document = File.ReadAllText(Path.Combine(FolderRules.RepositoryRoot(), "docs", "traces.md"));
        var ours = scenario.Collector.Spans.Where(static one => one.Scope == "Realtime.SipGateway").Select(static one => one.Span).ToList();
        var told = ours.SelectMany(static span => span.Attributes.Concat(span.Events.SelectMany(static happened => happened.Attributes))).Select(static one => one.Key).Distinct();
        Assert.All(told, name =>
        {
            var parts = name.Split('.');
            Assert.True(
                Enumerable.Range(1, parts.Length - 1).Select(from => "." + string.Join('.', parts[from..])).Append(name)
                    .Any(ending => document.Contains($"`{ending}`", StringComparison.Ordinal)),
                name);
        });
    }
}
