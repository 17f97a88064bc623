using System.Text.Json;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Telemetry;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

public sealed class ToolApprovalsTests
{
    private static readonly PreparedTool Refund = new("refund", new TransferToolDefinition { Approval = new ApprovalDefinition { DeadlineSeconds = 5 } });

    [Fact]
    public async Task Of_people_who_decide_at_the_same_moment_one_is_heard_and_told_so()
    {
        var time = new ManualTimeProvider();
        var approvals = new ToolApprovals(new Redactor(), time);
        for (var round = 0; round < 200; round++)
        {
            var at = new SidebandCall(time);
            var waiting = approvals.WaitAsync(at.Call, Refund, Function(), JsonElement.Parse("{}"), TestContext.Current.CancellationToken);
            using var together = new Barrier(4);
            var heard = await Task.WhenAll(Enumerable.Range(0, 4).Select(who => Task.Run(() =>
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                return (Who: who, Heard: approvals.Decide(at.Call.Id, "call_1", approve: who % 2 == 0, $"person {who}", null));
            })));

            var denied = await waiting;
            var one = Assert.Single(heard, static one => one.Heard);
            Assert.Equal(one.Who % 2 == 0, denied is null);
            Assert.Equal($"person {one.Who}", at.Log.Events.Select(static written => written.Data).OfType<ToolApprovalDecided>().Single().By);
            Assert.Empty(approvals.List(at.Call.Id));
        }
    }

    [Fact]
    public async Task Who_decides_as_the_deadline_comes_is_heard_or_told_that_it_was_too_late()
    {
        var time = new ManualTimeProvider();
        var approvals = new ToolApprovals(new Redactor(), time);
        var times = 0;
        for (var round = 0; round < 200; round++)
        {
            var at = new SidebandCall(time);
            var waiting = approvals.WaitAsync(at.Call, Refund, Function(), JsonElement.Parse("{}"), TestContext.Current.CancellationToken);
            using var together = new Barrier(2);
            var deciding = Task.Run(() =>
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                return approvals.Decide(at.Call.Id, "call_1", approve: true, "ann", null);
            });
            together.SignalAndWait(TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(6));

            var (heard, denied) = (await deciding, await waiting);
            Assert.Equal(heard, denied is null);
            Assert.Equal(heard ? "ann" : null, at.Log.Events.Select(static written => written.Data).OfType<ToolApprovalDecided>().Single().By);
            times += heard ? 1 : 0;
        }

        Assert.InRange(times, 0, 200);
    }

    private static FunctionCall Function() => new("resp_1", "call_1", "refund", "{}");
}
