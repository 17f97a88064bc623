using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>A call from a browser: no SIP, accepted by being made, and the same conversation beside it.</summary>
public sealed class SidebandBrowserTests
{
    private const string Script =
        """
        { "turns": [
          { "agent": "Hello." }, { "caller": "Where is order 4711?", "after_ms": 20 },
          { "agent": "One moment.", "call_tool": { "name": "lookup_order", "arguments": { "order_id": "4711" } } },
          { "agent": "It is on its way." }, { "caller": "Thank you." } ] }
        """;

    [Fact]
    public async Task A_browser_that_leaves_while_its_session_stays_open_ends_the_call_once()
    {
        await using var service = await SimulatedService.StartAsync();
        await using var scenario = await SimulatedCall.CreateAsync(service, CallSourceKind.WebRtc, ("Sideband:ReadyGraceMs", "50"));
        var id = await TalkAsync(service, scenario);

        // The page tells the gateway; the session and its sideband live on at the service for a while.
        Assert.Equal("active", (await service.ShowAsync(id))["state"]!.GetValue<string>());
        scenario.Call.End(CallOutcome.CallerHungUp);
        Assert.Equal(CallOutcome.CallerHungUp, await scenario.OutcomeAsync());
        await service.HangUpAsCallerAsync(id);

        await AssertOneEndAsync(service, scenario, id);
        Assert.Single(scenario.Recorded<SidebandAttached>());
        Assert.Empty(scenario.Recorded<SidebandAttachFailed>());
    }

    [Fact]
    public async Task A_session_that_ends_with_its_browser_ends_the_call_once()
    {
        await using var service = await SimulatedService.StartAsync();
        await using var scenario = await SimulatedCall.CreateAsync(
            service, CallSourceKind.WebRtc, ("Sideband:ReadyGraceMs", "50"), ("Sideband:VendorEndGraceMs", "100"));
        var id = await TalkAsync(service, scenario);

        await service.HangUpAsCallerAsync(id);

        Assert.Equal(CallEndedBy.Vendor, (await scenario.OutcomeAsync()).By);
        scenario.Call.End(CallOutcome.CallerHungUp);
        await AssertOneEndAsync(service, scenario, id);
    }

    /// <summary>Greeting, question, tool and answer.</summary>
    private static async Task<string> TalkAsync(SimulatedService service, SimulatedCall scenario)
    {
        await service.SetScriptAsync(Script);
        var id = await service.CallByBrowserAsync(AgentSession.ForAccept(scenario.Policy, "desk"));
        scenario.Begin(scenario.Announce(id));
        await Eventually.TrueAsync(() => scenario.Recorded<AgentSaid>().Any(static said => said.Text == "It is on its way."),
            () => string.Join(Environment.NewLine, scenario.Recorded<CallEventData>()));

        Assert.Equal(["Hello.", "One moment.", "It is on its way."], scenario.Recorded<AgentSaid>().Select(static said => said.Text));
        Assert.Equal("Where is order 4711?", Assert.Single(scenario.Recorded<CallerSaid>()).Text);
        var tool = Assert.Single(scenario.Recorded<ToolCompleted>());
        Assert.Equal(("lookup_order", true), (tool.Tool, tool.Succeeded));
        Assert.Contains("on its way", tool.Output, StringComparison.Ordinal);
        return id;
    }

    private static async Task AssertOneEndAsync(SimulatedService service, SimulatedCall scenario, string id)
    {
        Assert.Single(scenario.Recorded<CallEnded>());
        Assert.Empty(scenario.Recorded<CallFault>());
        Assert.Equal(CallSourceKind.WebRtc, scenario.Call.Facts.Source);
        var shown = await service.ShowAsync(id);
        Assert.Empty(shown["violations"]!.AsArray());
        Assert.Equal("ended", shown["state"]!.GetValue<string>());
    }
}
