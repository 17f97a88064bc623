using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public abstract class ToolExecutionsTests(StoreProvider provider) : StoreTestBase(provider)
{
    [Fact]
    public async Task An_execution_takes_one_answer_and_waits_until_it_is_delivered()
    {
        await using var store = await OpenAsync();
        var executions = new StoredToolExecutions(store.Writer, store.Database, store.Time);
        var at = store.Time.GetUtcNow();
        var execution = new ToolExecution("ex_1", CallId.New(store.Time), "call_1", "quote", at, at.AddMinutes(1));
        await executions.BeginAsync(execution, Token);
        await executions.BeginAsync(execution with { Tool = "other" }, Token);
        await executions.PollAtAsync("ex_1", "https://api.example.com/1", Token);

        Assert.Equal(execution with { Poll = "https://api.example.com/1" }, await executions.FindAsync("ex_1", Token));
        Assert.True(await executions.CompleteAsync("ex_1", "42", succeeded: true, Token));
        Assert.False(await executions.CompleteAsync("ex_1", "43", succeeded: false, Token));
        Assert.True(Assert.Single(await executions.UndeliveredAsync(execution.CallId, Token)) is { Output: "42", Succeeded: true, CompletedAt: not null });
        await executions.DeliveredAsync("ex_1", Token);
        Assert.Empty(await executions.UndeliveredAsync(execution.CallId, Token));
        Assert.Null(await executions.FindAsync("ex_2", Token));
    }
}
