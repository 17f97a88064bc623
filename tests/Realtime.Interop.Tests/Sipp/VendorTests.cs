using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>sipp as an AI target that refuses or says nothing; the simulator is the next one.</summary>
public sealed class VendorTests
{
    [Theory]
    [InlineData("unavailable", VendorFaultKind.Rejected)]
    [InlineData("trying-for-ever", VendorFaultKind.WebhookMissing)]
    public async Task The_next_target_takes_a_call_that_the_first_could_not(string behaviour, string fault)
    {
        await using var stage = await VendorStage.StartAsync(behaviour);
        await using var caller = stage.Scenario.Caller();

        Assert.Equal(200, (await caller.CallAsync()).StatusCode);
        Assert.Equal(200, (await caller.HangUpAsync()).StatusCode);

        await stage.Target.SucceedsAsync();
        var record = await stage.Scenario.RecordAsync(caller);
        Assert.Equal(("backup", 2, CallCause.CallerHungUp), (record.Target, record.Attempts, record.Cause));
        Assert.Equal(fault, Assert.Single((await stage.Scenario.EventsAsync(record.CallId)).OfType<VendorFault>()).Kind);
    }

    [Fact]
    public async Task Busy_is_an_answer_and_nobody_else_is_asked()
    {
        await using var stage = await VendorStage.StartAsync("busy");
        await using var caller = stage.Scenario.Caller();

        Assert.Equal(486, (await caller.CallAsync()).StatusCode);

        await stage.Target.SucceedsAsync();
        Assert.Equal(1, (await stage.Scenario.RecordAsync(caller)).Attempts);
        Assert.Empty(await stage.Scenario.BackupCallsAsync());
    }
}
