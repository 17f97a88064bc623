using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Budget;

/// <summary>After the hard limit nothing is said but the last sentence, and no tool is begun; a limit of time is not missed by a clock's tick.</summary>
public sealed class BudgetLastWordTests
{
    [Fact]
    public async Task A_response_that_was_asked_for_just_before_the_limit_is_cancelled_and_its_tools_do_not_run()
    {
        await using var scenario = BudgetGuardTests.Scenario(""" "max_call_seconds": 60, "wrap_up_at": null, "finish": { "say": "Goodbye for now." } """);
        var socket = await scenario.StartAndGreetAsync();
        await scenario.AdvanceAsync(59_500);
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "lookup", "{}"));
        socket.Say(Events.Done("resp_1"));
        await OutputAsync(socket, "call_1");
        var asked = await socket.NextAsync("response.create");
        await scenario.AdvanceAsync(600);
        await scenario.RecordedAsync<BudgetHardLimit>();
        socket.Say(Events.Created("resp_2", asked));

        Assert.Equal("resp_2", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
        socket.Say(Events.FunctionCall("resp_2", "call_2", "lookup", "{}"));
        var output = await OutputAsync(socket, "call_2");
        Assert.Contains("the conversation is being left", output, StringComparison.Ordinal);
        Assert.Single(scenario.Tools.Requests);
        socket.Say(Events.Done("resp_2", "cancelled", "client_cancelled"));
        var last = await socket.NextAsync("response.create");
        socket.Say(Events.Created("resp_last", last));
        await scenario.SettleAsync();

        Assert.Single(socket.Sent, sent => sent.GetProperty("type").GetString() == "response.cancel");
    }

    [Fact]
    public async Task A_look_at_the_clock_that_comes_a_tick_too_early_is_repeated()
    {
        await using var scenario = BudgetGuardTests.Scenario(""" "max_call_seconds": 60 """);
        await scenario.StartAndGreetAsync();
        await scenario.SettleAsync();
        scenario.Time.Advance(scenario.Call.StartedAt.AddSeconds(48).AddMilliseconds(-0.5) - scenario.Time.GetUtcNow());
        await scenario.SettleAsync();
        Assert.Empty(scenario.Recorded<BudgetSoftLimit>());

        scenario.Time.Advance(TimeSpan.FromMilliseconds(20));
        await scenario.RecordedAsync<BudgetSoftLimit>();
        scenario.Time.Advance(TimeSpan.FromSeconds(12));
        await scenario.RecordedAsync<BudgetHardLimit>();
    }

    private static async Task<string> OutputAsync(FakeSocket socket, string callId)
    {
        while (true)
        {
            var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
            if (item.TryGetProperty("call_id", out var id) && id.GetString() == callId)
            {
                return item.GetProperty("output").GetString()!;
            }
        }
    }
}
