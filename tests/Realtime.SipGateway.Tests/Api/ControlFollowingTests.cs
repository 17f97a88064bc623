using System.Net.WebSockets;
using System.Text.Json;
using Realtime.SipGateway.Api.Control;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>A client that does not keep up: it is told what it lost, or let go; a call waits for nobody.</summary>
public sealed class ControlFollowingTests : IDisposable
{
    private const int Beyond = 10;

    private readonly ManualTimeProvider _time = new();
    private readonly SlowWebSocket _client = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_client_that_was_slow_is_told_how_much_it_lost()
    {
        var about = new SidebandCall(_time);
        using var follower = about.Feed.Open(about.Call.Id);
        using var socket = new JsonSocket(_client, 1024, _time);
        var running = new ControlFollowing(about.Call, socket, follower, about.Log, _time).RunAsync(null, Token);
        about.Call.Record(new ControlStopped("first"));
        await Eventually.TrueAsync(() => _client.IsSending);

        for (var one = 0; one < CallEventFeed.QueueLength + Beyond; one++)
        {
            about.Call.Record(new ControlStopped("later"));
        }

        _client.Release();
        await Eventually.TrueAsync(() => _client.Sent.Count == 1 + 1 + CallEventFeed.QueueLength);
        about.Call.End(CallOutcome.CallerHungUp);
        about.Call.MarkDrained();

        Assert.Equal(ControlEnd.CallOver, await running);
        using var lost = JsonDocument.Parse(_client.Sent[1]);
        Assert.Equal(("lost", Beyond), (lost.RootElement.GetProperty("type").GetString(), lost.RootElement.GetProperty("count").GetInt32()));
        Assert.Contains("call.ended", _client.Sent[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_let_go()
    {
        var about = new SidebandCall(_time);
        using var follower = about.Feed.Open(about.Call.Id);
        using var socket = new JsonSocket(_client, 1024, _time);
        var running = new ControlFollowing(about.Call, socket, follower, about.Log, _time).RunAsync(null, Token);
        about.Call.Record(new ControlStopped("first"));
        await Eventually.TrueAsync(() => _client.IsSending);

        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(ControlEnd.Deaf, await running);
        Assert.Equal(WebSocketState.Aborted, _client.State);
    }

    [Fact]
    public async Task What_was_told_out_of_the_log_is_not_told_again()
    {
        var about = new SidebandCall(_time);
        about.Call.Record(new ControlStopped("one"));
        using var follower = about.Feed.Open(about.Call.Id);
        about.Call.Record(new ControlStopped("two"));
        using var socket = new JsonSocket(_client, 1024, _time);
        _client.Release();
        var from = about.Log.Events.Single(static one => one.Data is ControlStopped { By: "one" }).Sequence;

        var running = new ControlFollowing(about.Call, socket, follower, about.Log, _time).RunAsync(from, Token);
        about.Call.Record(new ControlStopped("three"));
        await Eventually.TrueAsync(() => _client.Sent.Count >= 2);
        about.Call.End(CallOutcome.CallerHungUp);
        about.Call.MarkDrained();
        await running;

        Assert.Equal(["two", "three"], _client.Sent.Select(ByOf).Where(static by => by is not null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_not_written_down_at_first_is_told_in_its_place_or_counted_as_lost(bool isWritten)
    {
        var about = new SidebandCall(_time);
        about.Call.Record(new ControlStopped("one"));
        var from = about.Log.Events.Single(static one => one.Data is ControlStopped { By: "one" }).Sequence;
        about.Call.Record(new ControlStopped("two"));
        about.Call.Record(new ControlStopped("three"));
        var log = new LateCallEventLog(about.Log) { Committed = from + 1 };
        using var follower = about.Feed.Open(about.Call.Id)!;
        using var socket = new JsonSocket(_client, 4096, _time);
        _client.Release();

        var running = new ControlFollowing(about.Call, socket, follower, log, _time).RunAsync(from, Token);
        await Eventually.TrueAsync(() => log.Flushes == 1);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(() => _client.Sent.Count == 1);
        about.Call.Record(new ControlStopped("four"));
        await Eventually.TrueAsync(() => log.Flushes == 2);
        log.Committed = isWritten ? long.MaxValue : from + 1;
        _time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(() => _client.Sent.Count == 3);
        about.Call.End(CallOutcome.CallerHungUp);
        about.Call.MarkDrained();
        await running;

        Assert.Equal(["two", isWritten ? "three" : "lost 1", "four"], _client.Sent.Take(3).Select(static message => LostOf(message) ?? ByOf(message)));
        Assert.Equal(isWritten ? 0 : 1, _client.Sent.Count(static message => LostOf(message) is not null));
    }

    [Fact]
    public async Task A_slow_client_that_wants_all_gets_what_it_lost_out_of_the_log()
    {
        var about = new SidebandCall(_time);
        about.Call.Record(new ControlStopped("first"));
        using var follower = about.Feed.Open(about.Call.Id)!;
        using var socket = new JsonSocket(_client, 1024, _time);
        var running = new ControlFollowing(about.Call, socket, follower, about.Log, _time).RunAsync(0, Token);
        await Eventually.TrueAsync(() => _client.IsSending);

        for (var one = 0; one < CallEventFeed.QueueLength + Beyond; one++)
        {
            about.Call.Record(new ControlStopped("later"));
        }

        _client.Release();
        about.Call.End(CallOutcome.CallerHungUp);
        about.Call.MarkDrained();
        await running;

        Assert.All(_client.Sent, static message => Assert.Null(LostOf(message)));
        Assert.Equal(about.Log.Events.Select(static one => one.Sequence), _client.Sent.Select(SequenceOf));
    }

    [Fact]
    public async Task A_call_that_goes_on_without_its_agent_is_followed_to_its_end()
    {
        var about = new SidebandCall(_time);
        using var follower = about.Feed.Open(about.Call.Id);
        using var socket = new JsonSocket(_client, 1024, _time);
        _client.Release();
        about.Call.MarkDrained();

        var running = new ControlFollowing(about.Call, socket, follower, about.Log, _time).RunAsync(null, Token);
        about.Call.Record(new ControlStopped("later"));
        await Eventually.TrueAsync(() => _client.Sent.Count == 1);
        Assert.False(running.IsCompleted);
        about.Call.End(CallOutcome.CallerHungUp);

        Assert.Equal(ControlEnd.CallOver, await running);
        Assert.Contains("call.ended", _client.Sent[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_words_that_never_come_are_not_waited_for()
    {
        var about = new SidebandCall(_time);
        using var follower = about.Feed.Open(about.Call.Id);
        using var socket = new JsonSocket(_client, 1024, _time);
        _client.Release();
        var running = new ControlFollowing(about.Call, socket, follower, about.Log, _time).RunAsync(null, Token);

        about.Call.End(CallOutcome.CallerHungUp);
        await Eventually.TrueAsync(() => _client.Sent.Count > 0 && _time.PendingTimers > 0);
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(ControlEnd.CallOver, await running);
    }

    private static string? LostOf(string message)
    {
        using var json = JsonDocument.Parse(message);
        return json.RootElement.GetProperty("type").GetString() == "lost" ? $"lost {json.RootElement.GetProperty("count").GetInt32()}" : null;
    }

    private static long SequenceOf(string message)
    {
        using var json = JsonDocument.Parse(message);
        return json.RootElement.GetProperty("event").GetProperty("seq").GetInt64();
    }

    private static string? ByOf(string message)
    {
        using var json = JsonDocument.Parse(message);
        return json.RootElement.GetProperty("event").GetProperty("data").TryGetProperty("by", out var by) ? by.GetString() : null;
    }
}
