using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandTransferTests
{
    private const string Arguments = """{"to":"sales","summary":"wants a refund"}""";

    [Fact]
    public async Task The_caller_hears_that_it_is_transferred_before_it_is()
    {
        await using var scenario = new SidebandScenario();
        var socket = await SpeakAsync(scenario);
        socket.Say(Events.Done("resp_1"));
        await scenario.AdvanceAsync(3_000);
        Assert.Empty(scenario.Case.Control.Transfers);

        socket.Say(Events.Audio("stopped", "resp_1"));

        await Eventually.TrueAsync(() => scenario.Case.Control.Transfers.Count == 1);
        Assert.Equal(new TransferRequest("sales", CallEndedBy.Agent, Summary: "wants a refund"), scenario.Case.Control.Transfers[0]);
    }

    [Fact]
    public async Task Words_whose_end_is_never_told_are_waited_for_within_a_bound()
    {
        await using var scenario = new SidebandScenario(options => options.FarewellTimeoutMs = 4_000);
        var socket = await SpeakAsync(scenario);
        socket.Say(Events.Done("resp_1"));
        await scenario.AdvanceAsync(3_900);
        Assert.Empty(scenario.Case.Control.Transfers);

        await scenario.AdvanceUntilAsync(() => scenario.Case.Control.Transfers.Count == 1);
    }

    [Fact]
    public async Task A_failed_transfer_is_told_and_the_agent_goes_on()
    {
        await using var scenario = new SidebandScenario();
        var socket = await SpeakAsync(scenario);
        socket.Say(Events.Done("resp_1"));
        socket.Say(Events.Audio("stopped", "resp_1"));

        var output = await socket.NextAsync("conversation.item.create");
        Assert.Equal(
            """{"error":"The transfer failed: the line is busy. The caller is still with you.","status":486}""",
            output.GetProperty("item").GetProperty("output").GetString());
        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task A_call_that_ends_while_the_agent_still_speaks_is_not_transferred_any_more()
    {
        await using var scenario = new SidebandScenario();
        await SpeakAsync(scenario);

        scenario.Call.End(CallOutcome.CallerHungUp);

        await scenario.AdvanceUntilAsync(() => scenario.Call.Drained.IsCompleted);
        Assert.Empty(scenario.Case.Control.Transfers);
        Assert.False((await scenario.RecordedAsync<ToolCompleted>()).Succeeded);
    }

    [Fact]
    public async Task A_call_that_goes_on_without_the_agent_lets_the_sideband_go_and_is_not_hung_up()
    {
        await using var scenario = new SidebandScenario();
        await scenario.StartAndGreetAsync();

        scenario.Call.Transferred();

        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);
        Assert.Null(scenario.Outcome);
        Assert.Empty(scenario.Case.Control.Asked);
        Assert.Equal(CallState.Transferred, scenario.Call.Progress.State);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"to":7}""")]
    public async Task A_transfer_to_nobody_is_mended_by_the_model(string arguments)
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "transfer_call", arguments));
        socket.Say(Events.Done("resp_1"));

        var output = await socket.NextAsync("conversation.item.create");

        Assert.Contains("Say in \\\"to\\\"", output.GetProperty("item").GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.Empty(scenario.Case.Control.Transfers);
    }

    private static async Task<FakeSocket> SpeakAsync(SidebandScenario scenario)
    {
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "I connect you."));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "transfer_call", Arguments));
        await scenario.RecordedAsync<ToolCalled>();
        return socket;
    }
}
