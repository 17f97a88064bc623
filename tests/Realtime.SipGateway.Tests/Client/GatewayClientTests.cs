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
        using var client = gateway.Client(TimeSpan.FromMilliseconds(300));
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
        using var client = gateway.Client();
        var (calls, _) = Follow(client);

        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");
    }

    [Fact]
    public async Task A_line_that_nobody_can_read_ends_nothing()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.Lines.Add("data: {");
        using var client = gateway.Client();
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => gateway.Followers >= 2, () => $"{gateway.Followers} connections.");
        gateway.Live(("call_1", "desk"));

        await Eventually.TrueAsync(() => calls.Count == 1 || gateway.Followers > 2, () => "Nothing was asked again.");
    }

    [Fact]
    public async Task A_call_that_no_longer_fits_into_the_list_is_kept()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.Live(("call_1", "desk"));
        using var client = gateway.Client(TimeSpan.FromMilliseconds(300));
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");
        await using var turns = calls[0].TurnsAsync(Token).GetAsyncEnumerator(Token);
        var next = turns.MoveNextAsync();

        (gateway.PageSize, var followers) = (1, gateway.Followers);
        gateway.Live(("call_2", "desk"), ("call_1", "desk"));
        await Eventually.TrueAsync(() => calls.Count == 2 && gateway.Followers > followers + 1, () => $"{calls.Count} calls.");
        Assert.False(next.IsCompleted);
        gateway.Live(("call_2", "desk"), ("call_3", "desk"));

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
        using var client = gateway.Client();
        var (calls, _) = Follow(client);
        await Eventually.TrueAsync(() => calls.Count == 1, () => "The call was not found.");

        await using var turns = calls[0].TurnsAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await turns.MoveNextAsync());

        Assert.Equal((1, "Hello?"), (turns.Current.Number, turns.Current.Text));
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
