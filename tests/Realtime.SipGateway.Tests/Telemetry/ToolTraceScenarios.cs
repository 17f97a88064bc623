using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Telemetry.Otlp;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

[Collection(nameof(TelemetryCollection))]
public sealed class ToolTraceScenarios
{
    [Fact]
    public async Task A_tool_is_told_the_trace_of_its_call_and_the_span_of_its_request()
    {
        var parents = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var shop = builder.Build();
        shop.Urls.Add("http://127.0.0.1:0");
        shop.MapPost("/orders", (HttpContext context) =>
        {
            parents.Enqueue(context.Request.Headers.TraceParent.ToString());
            return Results.Text("""{"state":"shipped"}""", "application/json");
        });
        await shop.StartAsync(TestContext.Current.CancellationToken);
        var collector = await OtlpReceiver.StartAsync();
        await using var scenario = new TelemetryScenario(collector, await GatewayScenario.StartAsync(
            TelemetryScenario.Settings(collector.Http, further: new(TraceScenarios.Edgeless)
            {
                ["Egress:AllowedHosts:0"] = "127.0.0.1",
                ["Egress:AllowPrivateAddresses:0"] = "127.0.0.1",
            }),
            TraceScenarios.Fast,
            policy: text => text.Replace("http://127.0.0.1:1/orders", shop.Urls.First() + "/orders", StringComparison.Ordinal)));

        var record = await scenario.TalkAsync("+15550199", "+15550100");

        var trace = await scenario.TraceAsync(record.CallId);
        var tool = Assert.Single(trace, static span => span.Name == "execute_tool lookup_order");
        var request = Assert.Single(trace, span => span.ParentSpanId == tool.SpanId);
        var parent = Assert.Single(parents).Split('-');
        Assert.Equal(
            ["00", Convert.ToHexStringLower(tool.TraceId.ToByteArray()), Convert.ToHexStringLower(request.SpanId.ToByteArray()), "01"], parent);
    }
}
