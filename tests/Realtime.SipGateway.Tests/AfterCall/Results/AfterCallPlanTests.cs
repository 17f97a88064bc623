using Realtime.SipGateway.AfterCall;
using Realtime.SipGateway.Calls.Afterwards;
using Xunit;

namespace Realtime.SipGateway.Tests.AfterCall.Results;

/// <summary>Which calls are summed up, and by which version of the policy.</summary>
public sealed class AfterCallPlanTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(""", "after_call": { "outcome": { "model": "other", "schema": { "type": "object" } } }""")]
    public async Task A_call_is_summed_up_as_the_version_says_that_decided_it(string newer)
    {
        await using var stage = await AfterCallStage.BeginAsync("""{ "summary": { "model": "gpt-text" } }""");
        var call = await stage.CallAsync("Hello.");
        stage.Publish(newer);

        await stage.PlanAsync();

        stage.Store.Time.Advance(OutgoingPlanner.Settling);
        var work = Assert.Single(await stage.Ledger.TakeAsync(2, TimeSpan.FromMinutes(1), Token));
        Assert.Equal((call.CallId, new AfterCallPart(AfterCallStatus.Pending, "gpt-text"), null), (work.CallId, work.Result.Summary, work.Result.Outcome));
    }
}
