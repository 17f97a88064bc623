using System.Net;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Tests.AfterCall;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

[Collection(nameof(ConsoleCollection))]
public sealed class OutgoingCommandTests
{
    [Fact]
    public async Task What_was_given_up_is_listed_and_sent_again_by_the_gateway_that_runs()
    {
        await using var receiver = await HookReceiver.StartAsync();
        receiver.Answer = static _ => HttpStatusCode.BadRequest;
        var settings = receiver.Settings();
        settings["Webhooks:Outgoing:crm:MaxAttempts"] = "1";
        settings["Webhooks:Outgoing:crm:Events:0"] = "call.ended";
        await using var scenario = await GatewayScenario.StartAsync(settings);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await caller.HangUpAsync();
        var ledger = scenario.Service<IOutgoingLedger>();
        var failed = (await GatewayScenario.EventuallyAsync(async () =>
            await ledger.ListAsync(OutgoingState.Failed, null, null, 10, null, null, TestContext.Current.CancellationToken) is { Count: 1 } all ? all : null))[0];
        receiver.Answer = static _ => HttpStatusCode.OK;
        using var command = CommandRun.Create(scenario.Folder);

        var (listed, list, _) = await command.RunAsync(["outgoing", "list", "--state", "failed", .. scenario.Arguments]);
        var (sent, told, _) = await command.RunAsync(["outgoing", "redeliver", "--failed", "crm", .. scenario.Arguments]);

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (listed, sent));
        Assert.Matches($"{failed.Id} +crm +call.ended +{failed.CallId} +failed +1 +answered 400", list);
        Assert.Contains("crm: 0 wait; 1 given up", list, StringComparison.Ordinal);
        Assert.Contains("1 are sent again.", told, StringComparison.Ordinal);
        await GatewayScenario.EventuallyAsync(async () =>
            await ledger.ListAsync(OutgoingState.Delivered, null, null, 10, null, null, TestContext.Current.CancellationToken) is { Count: 1 } all ? all : null);
        Assert.Single(receiver.Taken.Select(static one => one.Id).Distinct());
        var (_, audit, _) = await command.RunAsync(["audit", "list", "--action", "outgoing.redelivered"]);
        Assert.Contains(failed.Id, audit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("outgoing redeliver", ExitCode.Misuse)]
    [InlineData("outgoing redeliver msg_1 --failed crm", ExitCode.Misuse)]
    [InlineData("outgoing list --state lost", ExitCode.Misuse)]
    [InlineData("outgoing redeliver msg_never", ExitCode.No)]
    [InlineData("outgoing list", ExitCode.Ok)]
    public async Task What_is_not_there_or_not_understood_is_said(string line, int code)
    {
        using var command = CommandRun.Create();

        Assert.Equal(code, (await command.RunAsync(line.Split(' '))).Code);
    }
}
