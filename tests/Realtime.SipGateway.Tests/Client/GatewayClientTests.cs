using System.Collections.Concurrent;
using System.Net;
using Realtime.Client;
using Realtime.SipGateway.Tests.Sideband;
using Xunit;

namespace Realtime.SipGateway.Tests.Client;

public sealed class GatewayClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_that_says_nothing_any_more_is_made_anew()
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = Client(gateway, TimeSpan.FromMilliseconds(300));
        var (calls, following) = Follow(client);

        await Eventually.TrueAsync(() => gateway.Followers >= 2, () => $"{gateway.Followers} connections.");
        gateway.Live(("call_1", "desk"));

        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");
        Assert.False(following.IsCompleted);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task What_passes_is_waited_for(HttpStatusCode status)
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.Live(("call_1", "desk"));
        gateway.Faults = (2, status);
        using var client = Client(gateway);
        var (calls, _) = Follow(client);

        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");
    }

    [Fact]
    public async Task A_line_that_nobody_can_read_ends_nothing()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.Live(("call_1", "desk"));
        gateway.ShortStreams.Enqueue(["data: {"]);
        gateway.Lines.Add(FakeGateway.Turn("call_1", 1, "Hello?"));
        using var client = Client(gateway);
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");

        Assert.Equal("Hello?", (await NextAsync(calls[0])).Text);
    }

    [Fact]
    public async Task A_call_that_no_longer_fits_into_the_list_is_kept()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.Live(("call_1", "desk"));
        using var client = Client(gateway, TimeSpan.FromMilliseconds(300));
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");
        await using var turns = calls[0].TurnsAsync(Token).GetAsyncEnumerator(Token);
        var next = turns.MoveNextAsync();

        (gateway.PageSize, var followers) = (1, gateway.Followers);
        gateway.Live(("call_2", "desk"), ("call_1", "desk"));
        await Eventually.TrueAsync(() => calls.Count == 2 && gateway.Followers > followers + 1, () => $"{calls.Count} calls.");
        Assert.False(next.IsCompleted);
        gateway.Live(("call_2", "desk"), ("call_3", "desk"));
        gateway.Ended.Add("call_1");

        Assert.False(await next);
    }

    [Fact]
    public async Task A_turn_of_a_call_that_was_not_known_is_taken()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.PageSize = 0;
        gateway.Live(("call_1", "desk"), ("call_2", "other"));
        gateway.Lines.Add(FakeGateway.Turn("call_2", 1, "Not for you."));
        gateway.Lines.Add(FakeGateway.Turn("call_1", 1, "Hello?"));
        using var client = Client(gateway);
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");

        await using var turns = calls[0].TurnsAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await turns.MoveNextAsync());

        Assert.Equal((1, "Hello?"), (turns.Current.Number, turns.Current.Text));
    }

    [Fact]
    public async Task A_slow_answer_about_one_call_holds_no_turn_of_another()
    {
        await using var gateway = await FakeGateway.StartAsync();
        var answer = new TaskCompletionSource();
        gateway.Slow = ("call_2", answer.Task);
        gateway.Live(("call_1", "desk"), ("call_2", "desk"));
        gateway.PageSize = 0;
        gateway.Lines.Add("data: " + """{"call_id":"call_2","type":"sideband.attached","data":{}}""");
        gateway.Lines.Add(FakeGateway.Turn("call_2", 1, "And I?"));
        gateway.Lines.Add(FakeGateway.Turn("call_1", 1, "Hello?"));
        using var client = Client(gateway);
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");

        Assert.Equal(("call_1", "Hello?"), (calls[0].Id, (await NextAsync(calls[0])).Text));
        answer.SetResult();
        await Eventually.TrueAsync(() => calls.Count == 2, () => "The other call was not found.");

        Assert.Equal(("call_2", "And I?"), (calls[1].Id, (await NextAsync(calls[1])).Text));
    }

    [Fact]
    public async Task A_question_that_is_refused_loses_neither_the_stream_nor_the_turn()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.PageSize = 0;
        gateway.LookFaults = (2, HttpStatusCode.TooManyRequests);
        gateway.Live(("call_1", "desk"));
        gateway.Lines.Add(FakeGateway.Turn("call_1", 1, "Hello?"));
        var told = new ConcurrentQueue<Exception>();
        using var client = Client(gateway, trouble: told.Enqueue);
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");

        Assert.Equal("Hello?", (await NextAsync(calls[0])).Text);
        Assert.Equal(1, gateway.Followers);
        Assert.Equal([429, 429], told.OfType<GatewayException>().Select(fault => fault.Status));
    }

    [Fact]
    public async Task Nothing_is_asked_of_calls_that_are_known_to_be_anothers()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.PageSize = 0;
        gateway.Live(("call_1", "desk"), ("call_2", "other"));
        gateway.Lines.Add("data: " + """{"call_id":"call_2","type":"agent.switched","data":{"agent":"first","to":"other"}}""");
        gateway.Lines.Add(FakeGateway.Turn("call_2", 1, "Not for you."));
        gateway.Lines.Add("data: " + """{"call_id":"call_2","type":"sideband.attached","data":{}}""");
        gateway.Lines.Add(FakeGateway.Turn("call_1", 1, "Hello?"));
        using var client = Client(gateway);
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");

        Assert.DoesNotContain("call_2", gateway.Looked);
    }

    [Fact]
    public async Task A_call_that_the_list_lacks_is_kept_until_its_record_says_that_it_ended()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.Live(("call_1", "desk"));
        var told = new ConcurrentQueue<Exception>();
        using var client = Client(gateway, TimeSpan.FromMilliseconds(300), told.Enqueue);
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");
        await using var turns = calls[0].TurnsAsync(Token).GetAsyncEnumerator(Token);
        var next = turns.MoveNextAsync();

        // As another node would answer.
        gateway.Live();
        await Eventually.TrueAsync(() => told.OfType<GatewayException>().Any(fault => fault.Status == 404), () => "Nobody was told.");
        Assert.False(next.IsCompleted);
        gateway.Live(("call_1", "desk"));
        gateway.Lines.Add(FakeGateway.Turn("call_1", 1, "Hello?"));
        Assert.True(await next);
        gateway.Live();
        gateway.Ended.Add("call_1");

        Assert.False(await turns.MoveNextAsync());
    }

    [Theory]
    [InlineData(409, false)]
    [InlineData(404, true)]
    public async Task An_answer_is_too_late_when_the_turn_or_the_call_is_over(int status, bool hasEnded)
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = Client(gateway);
        var turn = await TurnAsync(gateway, client);
        gateway.Answers["call_1"] = status;
        if (hasEnded)
        {
            gateway.Ended.Add("call_1");
        }

        Assert.False(await turn.SayAsync("Hi.", Token));
        Assert.False(await turn.LetAgentAnswerAsync(Token));
    }

    [Fact]
    public async Task A_turn_is_left_to_the_agent_with_its_number()
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = Client(gateway);
        var turn = await TurnAsync(gateway, client);

        Assert.True(await turn.LetAgentAnswerAsync(Token));
        Assert.True(await turn.LetAgentAnswerAsync("Be brief.", Token));

        Assert.Equal(["""{"turn":1}""", """{"instructions":"Be brief.","turn":1}"""], gateway.Left);
    }

    [Fact]
    public async Task An_answer_to_a_call_that_lives_elsewhere_is_refused_loudly()
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = Client(gateway);
        var turn = await TurnAsync(gateway, client);
        gateway.Answers["call_1"] = 404;
        gateway.Live();

        Assert.Equal(404, (await Assert.ThrowsAsync<GatewayException>(() => turn.SayAsync("Hi.", Token))).Status);
    }

    private static GatewayClient Client(FakeGateway gateway, TimeSpan? idle = null, Action<Exception>? trouble = null) =>
        new(gateway.Address, "key") { IdleTimeout = idle ?? TimeSpan.FromSeconds(60), Trouble = trouble };

    private static async Task<Turn> TurnAsync(FakeGateway gateway, GatewayClient client)
    {
        gateway.Live(("call_1", "desk"));
        gateway.Lines.Add(FakeGateway.Turn("call_1", 1, "Hello?"));
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");
        return await NextAsync(calls[0]);
    }

    private static async Task<Turn> NextAsync(HandledCall call)
    {
        await using var turns = call.TurnsAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await turns.MoveNextAsync());
        return turns.Current;
    }

    private static (List<HandledCall> Calls, Task Following) Follow(GatewayClient client)
    {
        var calls = new List<HandledCall>();
        return (calls, FollowAsync());

        async Task FollowAsync()
        {
            await foreach (var call in client.CallsAsync("desk", Token))
            {
                calls.Add(call);
            }
        }
    }
}
