using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandDigitsTests
{
    private const string Number = """ "ask": { "type": "collect_digits", "min_digits": 3, "max_digits": 6 } """;

    private const string Pin =
        """
        "ask": { "type": "collect_digits", "min_digits": 4, "max_digits": 4, "secret": true, "save_as": "pin", "prompt": "Enter your PIN." },
        "check": { "type": "http", "description": "x", "url": "https://api.example.com/check", "parameters": { "type": "object" }, "body": { "pin": "{collected.pin}" } }
        """;

    [Theory]
    [InlineData("123#", "123", "terminator")]
    [InlineData("123456", "123456", "length")]
    [InlineData("12*4#9", "12*4", "terminator")]
    public async Task Keys_become_a_result(string keys, string digits, string endedBy)
    {
        await using var scenario = new SidebandScenario(tools: Number);
        var socket = await scenario.StartAndGreetAsync();
        await AskAsync(scenario, socket);
        Press(socket, keys);

        Assert.Equal($$"""{"digits":"{{digits}}","ended_by":"{{endedBy}}"}""", await OutputAsync(socket));
        await socket.NextAsync("response.create");
    }

    [Fact]
    public async Task A_pause_ends_the_input_and_too_few_keys_are_told()
    {
        await using var scenario = new SidebandScenario(tools: Number);
        var socket = await scenario.StartAndGreetAsync();
        await AskAsync(scenario, socket);
        Press(socket, "12");
        await scenario.RecordedAsync<DigitReceived>(2);
        await scenario.AdvanceUntilAsync(() => scenario.Recorded<ToolCompleted>().Count == 1);

        Assert.Contains("pressed 2 keys; at least 3", await OutputAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_presses_nothing_is_waited_for_after_the_agent_was_heard()
    {
        await using var scenario = new SidebandScenario(tools: Number);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", "Please enter your customer number."));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "ask", "{}"));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<ResponseFinished>(2);
        scenario.Time.Advance(TimeSpan.FromMilliseconds(15_010));
        socket.Say(Events.Audio("stopped", "resp_1"));
        await scenario.RecordedAsync<AgentSaid>();
        Assert.Empty(scenario.Recorded<ToolCompleted>());

        await scenario.AdvanceUntilAsync(() => scenario.Recorded<ToolCompleted>().Count == 1);

        Assert.Contains("pressed no key", await OutputAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_pressed_while_the_agent_still_asks_count()
    {
        await using var scenario = new SidebandScenario(tools: Number);
        var socket = await scenario.StartAndGreetAsync();
        Press(socket, "999");
        socket.Say(Events.Created("resp_1"));
        Press(socket, "123");
        socket.Say(Events.FunctionCall("resp_1", "call_1", "ask", "{}"));
        socket.Say(Events.Done("resp_1"));
        Press(socket, "#");

        Assert.Contains("\"123\"", await OutputAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_digits_reach_the_named_tool_and_nobody_else()
    {
        await using var scenario = new SidebandScenario(tools: Pin);
        var socket = await scenario.StartAndGreetAsync();
        await AskAsync(scenario, socket);
        var prompt = await socket.NextAsync("response.create");
        Assert.Contains("Enter your PIN.", prompt.GetProperty("response").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        socket.Say(Events.Created("resp_p", prompt));
        socket.Say(Events.Done("resp_p"));
        Press(socket, "8362");

        Assert.Contains("4 digits were collected", await OutputAsync(socket), StringComparison.Ordinal);
        await socket.NextAsync("response.create");
        socket.Say(Events.FunctionCall("resp_2", "call_2", "check", "{}"));
        await OutputAsync(socket);

        Assert.Equal("""{"pin":"8362"}""", Assert.Single(scenario.Tools.Requests).Body);
        Assert.DoesNotContain(scenario.Recorded<CallEventData>(), one => one.ToString()!.Contains("8362", StringComparison.Ordinal));
        Assert.All(scenario.Recorded<DigitReceived>(), one => Assert.Equal("[redacted]", one.Digit));
        Assert.DoesNotContain(scenario.Ledger.Entries.Values, entry => entry.Output!.Contains("8362", StringComparison.Ordinal));
        Assert.DoesNotContain(socket.Sent, sent => sent.GetRawText().Contains("8362", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"error":"PIN 8362 is wrong","tries":2}""", """{"error":"PIN [redacted] is wrong","tries":2}""")]
    [InlineData("""{"entered":8362,"spoken":"8, 3, 6, 2","order":"18362"}""", """{"entered":[redacted],"spoken":"[redacted]","order":"18362"}""")]
    public async Task Secret_digits_that_a_tool_repeats_do_not_reach_the_model(string answer, string told)
    {
        await using var scenario = new SidebandScenario(tools: Pin);
        scenario.Tools.Answer = (_, _) => Task.FromResult(FakeService.Say(answer));
        var socket = await scenario.StartAndGreetAsync();
        await AskAsync(scenario, socket);
        socket.Say(Events.Created("resp_p", await socket.NextAsync("response.create")));
        socket.Say(Events.Done("resp_p"));
        Press(socket, "8362");
        await OutputAsync(socket);
        await socket.NextAsync("response.create");
        socket.Say(Events.FunctionCall("resp_2", "call_2", "check", """{"guess":"83-62"}"""));

        Assert.Equal(told, await OutputAsync(socket));
        socket.Say(Events.CallerTranscript("item_9", "My PIN is 8 3 6 2."));

        Assert.Equal("My PIN is [redacted].", (await scenario.RecordedAsync<CallerSaid>()).Text);
        Assert.Equal(told, scenario.Recorded<ToolCompleted>()[^1].Output);
        Assert.Contains("[redacted]", scenario.Recorded<ToolCalled>()[^1].Arguments, StringComparison.Ordinal);
        Assert.Contains(scenario.Ledger.Entries.Values, entry => entry.Output == told);
    }

    [Fact]
    public async Task Digits_outlive_the_process_that_took_them()
    {
        await using var scenario = new SidebandScenario(tools: Pin);
        scenario.Tools.Answer = (_, _) => Task.FromResult(FakeService.Say("""{"error":"PIN 8362 is wrong"}"""));
        var socket = await scenario.StartAndGreetAsync();
        await AskAsync(scenario, socket);
        socket.Say(Events.Created("resp_p", await socket.NextAsync("response.create")));
        socket.Say(Events.Done("resp_p"));
        Press(socket, "8362");
        await OutputAsync(socket);
        socket.Say(Events.OutputKept("call_1"));
        await scenario.RecordedAsync<ToolCompleted>();
        socket = await scenario.HandOverAsync();

        socket.Say(Events.FunctionCall("resp_2", "call_2", "check", "{}"));
        Assert.Equal("""{"error":"PIN [redacted] is wrong"}""", await OutputAsync(socket));
        socket.Say(Events.CallerTranscript("item_9", "My PIN is 8 3 6 2."));

        Assert.Equal("""{"pin":"8362"}""", Assert.Single(scenario.Tools.Requests).Body);
        Assert.Equal("My PIN is [redacted].", (await scenario.RecordedAsync<CallerSaid>()).Text);
    }

    [Fact]
    public async Task A_tool_that_needs_digits_which_were_not_collected_says_so()
    {
        await using var scenario = new SidebandScenario(tools: Pin);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.FunctionCall("resp_1", "call_1", "check", "{}"));

        Assert.Contains("digits pin were not collected", await OutputAsync(socket), StringComparison.Ordinal);
        Assert.Empty(scenario.Tools.Requests);
    }

    [Fact]
    public async Task A_second_input_at_the_same_time_is_refused_and_a_hang_up_ends_the_first()
    {
        await using var scenario = new SidebandScenario(tools: Number);
        var socket = await scenario.StartAndGreetAsync();
        await AskAsync(scenario, socket);
        socket.Say(Events.FunctionCall("resp_1", "call_2", "ask", "{}"));
        Assert.Contains("entering digits already", await OutputAsync(socket), StringComparison.Ordinal);

        scenario.Call.End(CallOutcome.CallerHungUp);
        await scenario.AdvanceUntilAsync(() => scenario.Call.Drained.IsCompleted);

        Assert.True(await scenario.RecordedAsync<ToolCompleted>(2) is { Late: true, Succeeded: false });
    }

    private static async Task AskAsync(SidebandScenario scenario, FakeSocket socket)
    {
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "ask", "{}"));
        socket.Say(Events.Done("resp_1"));
        await scenario.RecordedAsync<ResponseFinished>(2);
    }

    private static void Press(FakeSocket socket, string keys)
    {
        foreach (var key in keys)
        {
            socket.Say($$"""{"type":"input_audio_buffer.dtmf_event_received","event":"{{key}}"}""");
        }
    }

    private static async Task<string> OutputAsync(FakeSocket socket) =>
        (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("output").GetString()!;
}
