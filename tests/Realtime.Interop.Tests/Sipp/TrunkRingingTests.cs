using Realtime.SipGateway.Calls;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>sipp gives up while it rings, or does not acknowledge: no AI session is left behind.</summary>
public sealed class TrunkRingingTests(SlowVendorStage stage) : IClassFixture<SlowVendorStage>
{
    [Theory]
    [InlineData("cancel-while-ringing", "udp")]
    [InlineData("cancel-while-ringing", "tcp")]
    [InlineData("bye-before-answer", "udp")]
    [InlineData("bye-before-answer", "tcp")]
    public async Task A_caller_who_gives_up_is_never_accepted(string scenario, string transport)
    {
        var record = await stage.RunAsync(scenario, transport);

        Assert.Equal((CallEndedBy.Caller, CallCause.CallerCancelled), (record!.EndedBy!.Value, record.Cause!.Value));
        Assert.DoesNotContain(
            await stage.Scenario.OpenAiCallsAsync(),
            call => call.GetProperty("state").GetString() == "active" && call.GetProperty("id").GetString() == record.RealtimeCallId?.ToString());
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task A_call_without_ACK_is_hung_up_early(string transport)
    {
        var record = await stage.RunAsync("no-ack", transport);

        Assert.Equal((CallEndedBy.Caller, CallCause.CallerNeverAcknowledged), (record!.EndedBy!.Value, record.Cause!.Value));
    }

    [Theory]
    [InlineData("retransmitted-invite", "udp")]
    [InlineData("merged-request", "udp")]
    [InlineData("merged-request", "tcp")]
    public async Task An_invite_that_comes_again_is_one_call(string scenario, string transport)
    {
        var before = (await stage.Scenario.OpenAiCallsAsync()).Length;
        var record = await stage.RunAsync(scenario, transport);

        Assert.Equal((CallEndedBy.Caller, CallCause.CallerHungUp), (record!.EndedBy!.Value, record.Cause!.Value));
        Assert.Equal(before + 1, (await stage.Scenario.OpenAiCallsAsync()).Length);
    }
}
