using Realtime.Client;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A program answers the callers of an agent, from the phone to the program and back.</summary>
public sealed class HandlerScenarios
{
    [Fact]
    public async Task A_program_takes_turns_in_and_says_something_back()
    {
        await using var scenario = await HandlerStage.StartAsync(timeoutMs: 20_000);
        using var gateway = new GatewayClient(scenario.Address, HandlerStage.Key);
        var answering = AnswerAsync(gateway, TestContext.Current.CancellationToken);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        await HandlerStage.SpokenAsync(scenario, "Hello.");

        await HandlerStage.SayAsCallerAsync(scenario, "Is anybody there?");
        await HandlerStage.SpokenAsync(scenario, "You said: Is anybody there?");
        await HandlerStage.SayAsCallerAsync(scenario, "Goodbye.");

        var record = await scenario.RecordAsync(caller);
        Assert.Equal(CallCause.OperatorHungUp, record.Cause);
        Assert.Empty((await scenario.EventsAsync(record.CallId)).OfType<HandlerTimedOut>());
        Assert.Equal(["Is anybody there?", "Goodbye."], await answering);
    }

    [Fact]
    public async Task A_program_that_leaves_a_turn_to_the_agent_does_not_answer_it_too()
    {
        await using var scenario = await HandlerStage.StartAsync(timeoutMs: 20_000);
        using var gateway = new GatewayClient(scenario.Address, HandlerStage.Key);
        var leaving = LeaveAsync(gateway, TestContext.Current.CancellationToken);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        await HandlerStage.SpokenAsync(scenario, "Hello.");

        await HandlerStage.SayAsCallerAsync(scenario, "Is anybody there?");

        Assert.Equal((true, false, false), await leaving);
        await GatewayScenario.EventuallyAsync(async () => await HandlerStage.SaidAsync(scenario) is { Count: 2 } said ? said : null);
        await caller.HangUpAsync();
        var events = await scenario.EventsAsync((await scenario.RecordAsync(caller)).CallId);
        Assert.Null(Assert.Single(events.OfType<ControlResponded>()).Text);
        Assert.Empty(events.OfType<ControlSaid>());
    }

    [Fact]
    public async Task A_call_without_its_program_is_the_models()
    {
        await using var scenario = await HandlerStage.StartAsync(timeoutMs: 500);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        await HandlerStage.SpokenAsync(scenario, "Hello.");

        await HandlerStage.SayAsCallerAsync(scenario, "Is anybody there?");

        Assert.Equal(1, (await scenario.SeenAsync<HandlerTimedOut>()).Turn);
        await GatewayScenario.EventuallyAsync(async () => await HandlerStage.SaidAsync(scenario) is { Count: 2 } said ? said : null);
        await caller.HangUpAsync();
    }

    [Fact]
    public async Task A_key_that_is_not_known_serves_nobody()
    {
        await using var scenario = await HandlerStage.StartAsync(timeoutMs: 500);
        using var gateway = new GatewayClient(scenario.Address, "another-key");

        var refused = await Assert.ThrowsAsync<GatewayException>(async () =>
        {
            await foreach (var call in gateway.CallsAsync("front-desk", TestContext.Current.CancellationToken))
            {
                Assert.Fail($"{call.Id} was given to a stranger.");
            }
        });

        Assert.Equal(401, refused.Status);
    }

    /// <summary>A program that leaves the first turn to the agent, and then wants to answer it after all, in both ways.</summary>
    private static async Task<(bool Left, bool Said, bool Told)> LeaveAsync(GatewayClient gateway, CancellationToken cancellationToken)
    {
        await using var calls = gateway.CallsAsync("front-desk", cancellationToken).GetAsyncEnumerator(cancellationToken);
        Assert.True(await calls.MoveNextAsync());
        await using var turns = calls.Current.TurnsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        Assert.True(await turns.MoveNextAsync());
        return (
            await turns.Current.LetAgentAnswerAsync(cancellationToken),
            await turns.Current.SayAsync("Too late.", cancellationToken),
            await turns.Current.LetAgentAnswerAsync("Say that it is too late.", cancellationToken));
    }

    /// <summary>The program: an echo that hangs up when the caller says goodbye. Returns what it was told.</summary>
    private static async Task<IReadOnlyList<string>> AnswerAsync(GatewayClient gateway, CancellationToken cancellationToken)
    {
        var told = new List<string>();
        await foreach (var call in gateway.CallsAsync("front-desk", cancellationToken))
        {
            await foreach (var turn in call.TurnsAsync(cancellationToken))
            {
                told.Add(turn.Text);
                if (turn.Text == "Goodbye.")
                {
                    await call.HangUpAsync(cancellationToken);
                }
                else
                {
                    Assert.True(await turn.SayAsync($"You said: {turn.Text}", cancellationToken));
                }
            }

            return told;
        }

        return told;
    }
}
