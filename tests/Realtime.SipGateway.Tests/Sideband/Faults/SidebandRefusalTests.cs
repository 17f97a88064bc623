using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Faults;

/// <summary>A service that refuses every attempt to attach, at first and after a loss: bounded, ended once, by whom it was.</summary>
public sealed class SidebandRefusalTests
{
    /// <summary>More than any deadline holds.</summary>
    private const int Always = 400;

    [Theory]
    [InlineData(401, null, 1, 1, CallEndedBy.Gateway)]
    [InlineData(403, null, 1, 1, CallEndedBy.Gateway)]
    [InlineData(400, null, 1, 1, CallEndedBy.Gateway)]
    [InlineData(404, null, 5, 9, CallEndedBy.Gateway)]
    [InlineData(410, null, 1, 1, CallEndedBy.Vendor)]
    [InlineData(408, null, 5, 9, CallEndedBy.Gateway)]
    [InlineData(429, null, 5, 9, CallEndedBy.Gateway)]
    [InlineData(429, 2, 2, 3, CallEndedBy.Gateway)]
    [InlineData(429, 60, 1, 1, CallEndedBy.Gateway)]
    [InlineData(500, null, 5, 9, CallEndedBy.Gateway)]
    [InlineData(503, 2, 2, 3, CallEndedBy.Gateway)]
    [InlineData(null, null, 5, 9, CallEndedBy.Gateway)]
    public async Task At_first(int? status, int? retryAfter, int least, int most, CallEndedBy by)
    {
        await using var scenario = new SidebandScenario();
        Refuse(scenario, status, retryAfter);
        var started = scenario.Time.GetUtcNow();
        scenario.Accept();
        await EndedAsync(scenario, status, by);

        Assert.InRange(scenario.Connector.Tries, least, most);
        Assert.InRange((scenario.Time.GetUtcNow() - started).TotalSeconds, 0, 8);
    }

    [Theory]
    [InlineData(401, null, 1, 1, CallEndedBy.Gateway)]
    [InlineData(403, null, 1, 1, CallEndedBy.Gateway)]
    [InlineData(400, null, 1, 1, CallEndedBy.Gateway)]
    [InlineData(404, null, 1, 1, CallEndedBy.Vendor)]
    [InlineData(410, null, 1, 1, CallEndedBy.Vendor)]
    [InlineData(408, null, 6, 20, CallEndedBy.Gateway)]
    [InlineData(429, null, 6, 20, CallEndedBy.Gateway)]
    [InlineData(429, 4, 2, 3, CallEndedBy.Gateway)]
    [InlineData(429, 60, 1, 1, CallEndedBy.Gateway)]
    [InlineData(500, null, 6, 20, CallEndedBy.Gateway)]
    [InlineData(503, 4, 2, 3, CallEndedBy.Gateway)]
    [InlineData(null, null, 6, 20, CallEndedBy.Gateway)]
    public async Task After_a_loss(int? status, int? retryAfter, int least, int most, CallEndedBy by)
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        Refuse(scenario, status, retryAfter);
        var started = scenario.Time.GetUtcNow();
        socket.End();
        await EndedAsync(scenario, status, by);

        Assert.InRange(scenario.Connector.Tries - 1, least, most);
        Assert.InRange((scenario.Time.GetUtcNow() - started).TotalSeconds, 0, 14);
    }

    private static void Refuse(SidebandScenario scenario, int? status, int? retryAfter)
    {
        for (var tries = 0; tries < Always; tries++)
        {
            scenario.Connector.Refuse(status, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        }
    }

    private static async Task EndedAsync(SidebandScenario scenario, int? status, CallEndedBy by)
    {
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0, stepMs: 20);

        Assert.Equal((by, CallCause.SidebandFailed), (scenario.Outcome!.By, scenario.Outcome.Cause));
        Assert.Equal(status, Assert.Single(scenario.Recorded<SidebandAttachFailed>()).Status);
        Assert.Single(scenario.Case.Control.Asked);
        Assert.Single(scenario.Recorded<CallEnded>());
        Assert.Empty(scenario.Recorded<CallFault>());
    }
}
