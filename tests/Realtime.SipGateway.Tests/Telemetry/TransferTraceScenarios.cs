using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Telemetry.Otlp;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

/// <summary>What a collector is told of transfers, attribute by attribute.</summary>
[Collection(nameof(TelemetryCollection))]
public sealed class TransferTraceScenarios
{
    private const int Internal = 1;
    private const int Client = 3;
    private const int Failed = 2;
    private const string Number = "+49301234567";

    [Fact]
    public async Task A_way_that_failed_is_below_the_transfer_and_the_next_one_is_linked_to_it()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);

        Assert.Equal(TransferStatus.Completed, (await TransferAsync(scenario)).Status);
        await (await carrier.Human).HangUpAsync();
        var record = await scenario.Gateway.RecordAsync(carrier.Caller.CallId);
        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        var transfer = Assert.Single(trace, static span => span.Name == "transfer");
        Assert.Equal((Internal, root.SpanId), (transfer.Kind, transfer.ParentSpanId));
        AssertAttributes(transfer, ("gateway.transfer.asked_by", "operator"), ("gateway.transfer.mode", "bridge"), ("gateway.transfer.result", "completed"), ("sip.response.status_code", 200L));
        Assert.NotEqual(Failed, transfer.Status?.Code);
        var refer = Assert.Single(trace, static span => span.Name == "transfer by refer");
        Assert.Equal((Client, transfer.SpanId, Failed), (refer.Kind, refer.ParentSpanId, refer.Status.Code));
        AssertAttributes(refer, ("error.type", "failed"), ("gateway.transfer.mode", "refer"), ("gateway.transfer.result", "failed"), ("sip.response.status_code", 405L));
        Assert.Empty(refer.Links);
        var bridge = Assert.Single(trace, static span => span.Name == "transfer by bridge");
        Assert.Equal((Client, transfer.SpanId), (bridge.Kind, bridge.ParentSpanId));
        AssertAttributes(bridge, ("gateway.transfer.mode", "bridge"), ("gateway.transfer.result", "completed"), ("sip.response.status_code", 200L));
        Assert.Equal(refer.SpanId, Assert.Single(bridge.Links).SpanId);
        Assert.NotEqual(Failed, bridge.Status?.Code);
        foreach (var way in new[] { refer, bridge })
        {
            Assert.InRange(way.EndTimeUnixNano, way.StartTimeUnixNano, transfer.EndTimeUnixNano);
        }

        Assert.Equal(("destination", "transferred"), (root.Attributes.Of("gateway.ended_by"), root.Attributes.Of("gateway.cause")));
        Assert.NotEqual(Failed, root.Status?.Code);
        Assert.DoesNotContain("1234567", string.Join('\n', trace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_whom_the_carrier_takes_over_ends_the_call_and_its_trace()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);
        carrier.Refer = CarrierDouble.Reports(100, 180, 200);

        await TransferAsync(scenario);
        var record = await scenario.Gateway.RecordAsync(carrier.Caller.CallId);
        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        var transfer = Assert.Single(trace, static span => span.Name == "transfer");
        AssertAttributes(transfer, ("gateway.transfer.asked_by", "operator"), ("gateway.transfer.mode", "refer"), ("gateway.transfer.result", "completed"), ("sip.response.status_code", 200L));
        var refer = Assert.Single(trace, static span => span.Name.StartsWith("transfer by ", StringComparison.Ordinal));
        Assert.Equal("transfer by refer", refer.Name);
        AssertAttributes(refer, ("gateway.transfer.mode", "refer"), ("gateway.transfer.result", "completed"), ("sip.response.status_code", 200L));
        Assert.Equal(("operator", "transferred", 200L), (root.Attributes.Of("gateway.ended_by"), root.Attributes.Of("gateway.cause"), root.Attributes.Of("sip.response.status_code")));
    }

    [Fact]
    public async Task A_transfer_that_reached_nobody_has_failed_and_the_call_has_not()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);
        carrier.Refer = CarrierDouble.Reports(100, 486);

        await TransferAsync(scenario);
        await carrier.Caller.HangUpAsync();
        var record = await scenario.Gateway.RecordAsync(carrier.Caller.CallId);
        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        var transfer = Assert.Single(trace, static span => span.Name == "transfer");
        Assert.Equal(Failed, transfer.Status.Code);
        AssertAttributes(
            transfer, ("error.type", "failed"), ("gateway.transfer.asked_by", "operator"), ("gateway.transfer.mode", "refer"), ("gateway.transfer.result", "failed"), ("sip.response.status_code", 486L));
        Assert.Equal(Failed, Assert.Single(trace, static span => span.Name == "transfer by refer").Status.Code);
        var hangUp = Assert.Single(trace, static span => span.Name == "hang up");
        Assert.Equal(("caller", "caller_hung_up"), (hangUp.Attributes.Of("gateway.ended_by"), hangUp.Attributes.Of("gateway.cause")));
        Assert.NotEqual(Failed, root.Status?.Code);
    }

    [Fact]
    public async Task A_target_that_is_not_allowed_is_a_failed_transfer_without_any_way()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);

        Assert.Equal(TransferStatus.NotAllowed, (await TransferAsync(scenario, "+15559999")).Status);
        await carrier.Caller.HangUpAsync();
        var trace = await scenario.TraceAsync((await scenario.Gateway.RecordAsync(carrier.Caller.CallId)).CallId);

        var transfer = Assert.Single(trace, static span => span.Name.StartsWith("transfer", StringComparison.Ordinal));
        AssertAttributes(transfer, ("error.type", "not_allowed"), ("gateway.transfer.asked_by", "operator"), ("gateway.transfer.result", "not_allowed"));
        Assert.DoesNotContain("5559999", string.Join('\n', trace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transfer_by_the_agent_stands_beside_the_tool_that_asked_for_it()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await TelemetryScenario.StartAsync(carrier.Settings());
        await scenario.Gateway.SetScriptAsync(
            """
            { "turns": [ { "agent": "Hello." }, { "caller": "Hm." },
              { "agent": "I connect you.", "call_tool": { "name": "transfer_call", "arguments": { "to": "sales", "summary": "Ada wants a refund" } } } ] }
            """);
        carrier.Refer = CarrierDouble.Reports(100, 200);
        await carrier.CallAsync(scenario.Gateway);
        await scenario.Gateway.SeenAsync<AgentSaid>();
        await scenario.Gateway.SayAsCallerAsync("A human, please.");
        var record = await scenario.Gateway.RecordAsync(carrier.Caller.CallId);
        var root = await scenario.RootAsync(record.CallId);
        var trace = await scenario.TraceAsync(record.CallId);

        var transfer = Assert.Single(trace, static span => span.Name == "transfer");
        AssertAttributes(transfer, ("gateway.transfer.asked_by", "agent"), ("gateway.transfer.mode", "refer"), ("gateway.transfer.result", "completed"), ("sip.response.status_code", 200L));
        var tool = Assert.Single(trace, static span => span.Name == "execute_tool transfer_call");
        Assert.Equal((root.SpanId, root.SpanId), (tool.ParentSpanId, transfer.ParentSpanId));
        Assert.Equal(("agent", "transferred"), (root.Attributes.Of("gateway.ended_by"), root.Attributes.Of("gateway.cause")));
        Assert.DoesNotContain("refund", string.Join('\n', trace), StringComparison.Ordinal);
    }

    private static async Task<TelemetryScenario> StartAsync(CarrierDouble carrier)
    {
        var scenario = await TelemetryScenario.StartAsync(carrier.Settings());
        await carrier.CallAsync(scenario.Gateway);
        await scenario.Gateway.SeenAsync<SidebandReady>();
        return scenario;
    }

    private static Task<TransferResult> TransferAsync(TelemetryScenario scenario, string target = Number) => scenario.Gateway.Calls.List().Single().Control
        .TransferAsync(new TransferRequest(target, CallEndedBy.Operator, "key-1", "wants a human"), CancellationToken.None)
        .WaitAsync(GatewayScenario.Patience);

    /// <summary>These and no others.</summary>
    private static void AssertAttributes(Span span, params (string Key, object Value)[] expected) => Assert.Equal(
        expected.OrderBy(static one => one.Key, StringComparer.Ordinal),
        span.Attributes.ToDictionary().Select(static one => (one.Key, one.Value!)).OrderBy(static one => one.Key, StringComparer.Ordinal));
}
