using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Telemetry.Otlp;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

[Collection(nameof(TelemetryCollection))]
public sealed class PrivacyScenarios
{
    private const string Person = "Frau Schmidt";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Free_words_of_reasons_leave_only_where_texts_may(bool letIn)
    {
        await using var scenario = await TelemetryScenario.StartAsync(new() { ["Telemetry:IncludeText"] = letIn ? "true" : "false" });
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        var call = scenario.Gateway.Calls.List().Single();
        var outcome = new CallOutcome(CallEndedBy.Operator, CallCause.OperatorHungUp, null, $"anna: {Person} was rude");
        call.Record(new ByeReceived("caller", $"Q.850 ;cause=16;text=\"{Person}\", SIP;cause=200;text=\"to {Person}\""));
        call.Record(new CallFault("test", $"no desk for {Person}"));
        call.Record(new VendorFault(1, "openai", "test", "end", $"{Person} again"));
        call.Record(new HangUpRequested(outcome));
        await call.Control.HangUpAsync(outcome, Token);
        var trace = await scenario.TraceAsync(call.Id);

        var ended = await scenario.EventAsync("call.ended");
        var bye = await scenario.EventAsync("signalling.bye_received");
        var fault = await scenario.EventAsync("vendor.fault");
        var hangUp = Assert.Single(trace, span => span.Name == "hang up");
        var spanBye = Assert.Single(hangUp.Events, one => one.Name == "bye_received");

        // What is of a closed set leaves in any case.
        Assert.Equal(("operator", "operator_hung_up"), (ended.Attributes.Of("outcome.by"), ended.Attributes.Of("outcome.cause")));
        Assert.Equal(("test", "end"), (fault.Attributes.Of("kind"), fault.Attributes.Of("action")));
        object?[] words = [ended.Attributes.Of("outcome.reason"), fault.Attributes.Of("detail"), hangUp.Attributes.Of("sip.reason")];
        if (letIn)
        {
            Assert.All(words, word => Assert.Contains(Person, (string)word!, StringComparison.Ordinal));
            Assert.Contains(Person, (string)spanBye.Attributes.Of("sip.reason")!, StringComparison.Ordinal);
            return;
        }

        Assert.All(words, Assert.Null);
        Assert.Equal("Q.850;cause=16, SIP;cause=200", bye.Attributes.Of("reason"));
        Assert.Equal("Q.850;cause=16, SIP;cause=200", spanBye.Attributes.Of("sip.reason"));
        Assert.Contains("reason=\"Q.850;cause=16, SIP;cause=200\"", bye.Body.StringValue, StringComparison.Ordinal);
        Assert.DoesNotContain("Schmidt", Told(scenario.Collector), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_leaves_without_the_secrets_that_it_quotes()
    {
        await using var scenario = await TelemetryScenario.StartAsync();
        var logger = scenario.Gateway.Service<ILoggerFactory>().CreateLogger("Realtime.Privacy");
        var inner = new InvalidOperationException("answered to Authorization: Digest response=\"beefbeef\"");
        logger.Log(LogLevel.Error, default, "It failed", new IOException("the key sk-proj-0123456789 was refused", inner), static (text, _) => text);

        var record = await GatewayScenario.EventuallyAsync(() => Task.FromResult(
            scenario.Collector.Logs.Where(one => one.Scope == "Realtime.Privacy").Select(one => one.Log).FirstOrDefault()));

        Assert.Equal("System.IO.IOException", record.Attributes.Of("exception.type"));
        Assert.Equal("the key [redacted] was refused", record.Attributes.Of("exception.message"));
        var stack = (string)record.Attributes.Of("exception.stacktrace")!;
        Assert.Contains("System.InvalidOperationException: answered to Authorization: [redacted]", stack, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-proj", record.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("beefbeef", record.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_are_credentials_stand_in_no_span()
    {
        await using var scenario = await TelemetryScenario.StartAsync(new() { ["Telemetry:IncludeText"] = "true" });
        await using var caller = scenario.Gateway.Caller();
        await caller.CallAsync();
        await caller.HangUpAsync();
        await scenario.TraceAsync((await scenario.Gateway.RecordAsync(caller)).CallId);

        // The client of the test is seen as the gateway's own are: it asks as a poll does, the gateway is asked as by a service that calls back.
        using var body = new StringContent("{}");
        using var answer = await scenario.Gateway.Http.PostAsync(new Uri(scenario.Gateway.Address, "/callbacks/tools/CAPABILITY-1.2.3"), body, Token);
        var server = await Find("Microsoft.AspNetCore", "url.path", "/callbacks/");
        var client = await Find("System.Net.Http", "url.full", $"http://{scenario.Gateway.Address.Authority}");

        Assert.Equal("/callbacks/tools/{token}", server.Attributes.Of("url.path"));
        Assert.Equal($"http://{scenario.Gateway.Address.Authority}/(left out)", client.Attributes.Of("url.full"));
        Assert.DoesNotContain("CAPABILITY", Told(scenario.Collector), StringComparison.Ordinal);

        // The vendor's own is no secret.
        Assert.EndsWith("/accept", (string)(await Find("System.Net.Http", "url.full", scenario.Gateway.OpenAi.ApiBaseUrl.ToString())).Attributes.Of("url.full")!, StringComparison.Ordinal);

        Task<Span> Find(string scope, string attribute, string begin) => GatewayScenario.EventuallyAsync(() => Task.FromResult(scenario.Collector.Spans
            .Where(one => one.Scope == scope && one.Span.Attributes.Of(attribute) is string text && text.StartsWith(begin, StringComparison.Ordinal))
            .Select(one => one.Span).FirstOrDefault()));
    }

    private static string Told(OtlpReceiver collector) =>
        string.Join('\n', collector.Spans.Select(one => one.Span.ToString()).Concat(collector.Logs.Select(one => one.Log.ToString())));
}
