using System.Diagnostics;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Telemetry;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>The real worker over a real WebSocket with TLS, against the double of the service.</summary>
public sealed class SidebandAgainstSimulatorTests
{
    [Fact]
    public async Task A_conversation_runs_from_the_greeting_to_the_agents_goodbye()
    {
        await using var service = await SimulatedService.StartAsync();
        await using var scenario = await SimulatedCall.CreateAsync(service);
        var id = await service.RingAsync();
        await scenario.AcceptAsync(id);

        Assert.Equal(CallOutcome.AgentHungUp, await scenario.OutcomeAsync());
        Assert.Equal(
            ["Hello, this is the order desk of Northwind. How can I help you?", "One moment, I am looking that up.",
             "Your order 4711 is on its way and arrives on Friday.", "Of course,",
             "I cannot promise a refund, but a colleague will check it and call you back today.", "Thank you for calling. Goodbye!"],
            scenario.Recorded<AgentSaid>().Select(said => said.Interrupted ? said.Text[..10] : said.Text));
        Assert.Equal(3, scenario.Recorded<CallerSaid>().Count);
        Assert.True(scenario.Recorded<ToolCompleted>() is [{ Tool: "lookup_order", Succeeded: true }, { Tool: "hang_up", Succeeded: true }]);
        Assert.Equal("I guarantee", Assert.Single(scenario.Recorded<GuardrailTripped>()).Matched);
        Assert.Contains("guarantee", Assert.Single(scenario.Recorded<SpeechStopped>()).Cut, StringComparison.Ordinal);
        Assert.Empty(scenario.Recorded<SidebandError>());
        Assert.Empty(scenario.Recorded<CallFault>());
        var shown = await service.ShowAsync(id);
        Assert.Empty(shown["violations"]!.AsArray());
        Assert.Equal("ended", shown["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_trace_of_the_call_goes_with_the_tools_request()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is GatewayTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = await SimulatedService.StartAsync();
        await using var scenario = await SimulatedCall.CreateAsync(service);
        await scenario.AcceptAsync(await service.RingAsync());
        await Eventually.TrueAsync(() => service.ShopTraces.Count > 0);

        Assert.Contains(scenario.Call.TraceContext.TraceId.ToString(), Assert.Single(service.ShopTraces), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_again_and_again_does_not_end_the_conversation()
    {
        await using var service = await SimulatedService.StartAsync(("Pace", "4"), ("Faults:SidebandDropMs", "700"));
        await using var scenario = await SimulatedCall.CreateAsync(service);
        var id = await service.RingAsync();
        await scenario.AcceptAsync(id);
        await Eventually.TrueAsync(() => scenario.Recorded<SidebandAttached>().Count >= 3);
        await scenario.Call.Control.HangUpAsync(new CallOutcome(CallEndedBy.Operator, CallCause.OperatorHungUp), TestContext.Current.CancellationToken);

        Assert.Equal(CallCause.OperatorHungUp, (await scenario.OutcomeAsync()).Cause);
        Assert.Empty((await service.ShowAsync(id))["violations"]!.AsArray());
    }

    [Fact]
    public async Task A_call_that_the_service_knows_late_is_attached_all_the_same()
    {
        await using var service = await SimulatedService.StartAsync(("Faults:SidebandNotFound", "2"));
        await using var scenario = await SimulatedCall.CreateAsync(service);
        await scenario.AcceptAsync(await service.RingAsync());
        await Eventually.TrueAsync(() => scenario.Recorded<SidebandReady>().Count == 1);

        Assert.Equal(3, scenario.Recorded<SidebandAttached>()[0].Tries);
        Assert.Equal("gpt-realtime-2.1", scenario.Recorded<SidebandReady>()[0].Model);
    }

    [Fact]
    public async Task A_session_that_shows_nothing_by_itself_is_greeted_too()
    {
        await using var service = await SimulatedService.StartAsync();
        await using var scenario = await SimulatedCall.CreateAsync(service, ("Sideband:ReadyGraceMs", "50"));
        var id = await service.CallByBrowserAsync(AgentSession.ForAccept(scenario.Policy, "desk"));
        scenario.Begin(scenario.Announce(id));

        await Eventually.TrueAsync(() => scenario.Recorded<AgentSaid>().Count > 0);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_ends_the_sideband()
    {
        await using var service = await SimulatedService.StartAsync();
        await using var scenario = await SimulatedCall.CreateAsync(service, ("Sideband:VendorEndGraceMs", "100"));
        var id = await service.RingAsync();
        await scenario.AcceptAsync(id);
        await Eventually.TrueAsync(() => scenario.Recorded<SidebandReady>().Count == 1);
        await service.HangUpAsCallerAsync(id);

        var outcome = await scenario.OutcomeAsync();
        Assert.Equal((CallEndedBy.Vendor, CallCause.SidebandFailed), (outcome.By, outcome.Cause));
        Assert.Equal(404, Assert.Single(scenario.Recorded<SidebandAttachFailed>()).Status);
    }

    [Theory]
    [InlineData("literal:sk-wrong", 401)]
    [InlineData("literal:sk-sideband-test", 404)]
    public async Task A_refused_sideband_ends_the_call(string key, int status)
    {
        await using var service = await SimulatedService.StartAsync();
        await using var scenario = await SimulatedCall.CreateAsync(
            service, ("Targets:openai:ApiKey", key), ("Sideband:AttachTimeoutMs", "500"));
        scenario.Begin(scenario.Announce("rtc_unknown"));

        Assert.Equal(CallCause.SidebandFailed, (await scenario.OutcomeAsync()).Cause);
        Assert.Equal(status, Assert.Single(scenario.Recorded<SidebandAttachFailed>()).Status);
    }

    [Fact]
    public async Task A_service_with_a_certificate_of_an_unknown_authority_is_not_trusted()
    {
        await using var service = await SimulatedService.StartAsync();
        await using var other = await SimulatedService.StartAsync();
        await using var scenario = await SimulatedCall.CreateAsync(
            service,
            ("Targets:openai:CertificateAuthorityFile", other.Endpoints.CertificateAuthorityPemPath), ("Sideband:AttachTimeoutMs", "500"));
        scenario.Begin(scenario.Announce("rtc_unknown"));

        Assert.Equal(CallCause.SidebandFailed, (await scenario.OutcomeAsync()).Cause);
        Assert.Null(Assert.Single(scenario.Recorded<SidebandAttachFailed>()).Status);
    }
}
