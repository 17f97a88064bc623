using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class EventsApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_one_call_stream_with_partial_words()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();
        var (other, _) = host.Begin();
        using var stream = await FollowAsync(host, $"/api/events?call={call.Id}");

        other.Record(new DigitReceived("1"));
        call.Record(new AgentPartial("item_1", "resp_1", "Good"));
        call.Record(new CallerSaid("item_2", "line one\nline two", null));
        call.End(CallOutcome.CallerHungUp);

        Assert.Equal(["event: transcript.agent_partial"], (await FrameAsync(stream)).Where(line => line.StartsWith("event", StringComparison.Ordinal)));
        var said = await FrameAsync(stream);
        Assert.Equal($"id: {call.Id.Value}/2", said[0]);
        using var data = JsonDocument.Parse(said.Single(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..]);
        Assert.Equal("line one\nline two", data.RootElement.GetProperty("data").GetProperty("text").GetString());
        Assert.Contains("event: call.ended", await FrameAsync(stream));
    }

    [Fact]
    public async Task Without_a_call_all_are_followed()
    {
        await using var host = await ApiHost.StartAsync();
        using var stream = await FollowAsync(host, "/api/events");

        host.Begin();
        host.Begin();

        Assert.Contains("event: decision.made", await FrameAsync(stream));
        Assert.Contains("event: decision.made", await FrameAsync(stream));
    }

    [Fact]
    public async Task Only_the_types_that_are_asked_for_come_and_take_room()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();
        using var stream = await FollowAsync(host, "/api/events?types=transcript.caller,%20call.ended");

        for (var word = 0; word < CallEventFeed.QueueLength + 1; word++)
        {
            call.Record(new AgentPartial("item_1", "resp_1", "Good"));
        }

        call.Record(new CallerSaid("item_2", "Hello.", null));
        call.End(CallOutcome.CallerHungUp);

        Assert.Contains("event: transcript.caller", await FrameAsync(stream));
        Assert.Contains("event: call.ended", await FrameAsync(stream));
        using var refused = await host.Viewer.GetAsync("/api/events?types=call.ended,call.ende", Token);
        await WebhookHost.AssertProblemAsync(HttpStatusCode.BadRequest, refused);
    }

    [Fact]
    public async Task A_silent_stream_says_that_it_lives()
    {
        await using var host = await ApiHost.StartAsync();
        using var stream = await FollowAsync(host, "/api/events");

        Assert.Equal([": alive"], await FrameAsync(stream, keepComments: true));
    }

    [Fact]
    public async Task Too_many_followers_are_refused_and_a_place_is_free_again_when_one_leaves()
    {
        await using var host = await ApiHost.StartAsync(new() { ["Api:MaxFollowers"] = "3" });
        var followers = new List<StreamReader>();
        for (var count = 0; count < 3; count++)
        {
            followers.Add(await FollowAsync(host, "/api/events"));
        }

        using (var refused = await host.Viewer.GetAsync("/api/events", Token))
        {
            await WebhookHost.AssertProblemAsync(HttpStatusCode.ServiceUnavailable, refused);
        }

        followers.ForEach(follower => follower.Dispose());
        await WebhookHost.UntilAsync(() =>
        {
            using var answer = host.Viewer.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead, Token).GetAwaiter().GetResult();
            return answer.IsSuccessStatusCode;
        });
    }

    [Fact]
    public async Task One_key_cannot_take_the_places_of_the_others()
    {
        await using var host = await ApiHost.StartAsync(new() { ["Api:MaxFollowersPerUser"] = "2" });
        var (call, _) = host.Begin();
        using var first = await FollowAsync(host, "/api/events");
        using var second = await FollowAsync(host, "/api/events");

        using (var refused = await host.Viewer.GetAsync("/api/events", Token))
        {
            await WebhookHost.AssertProblemAsync(HttpStatusCode.TooManyRequests, refused);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await ControlStatusAsync(host, call, "viewer-key"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await ControlStatusAsync(host, call, "supervisor-key"));
        using var other = await host.Supervisor.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Followers_and_those_refused_are_counted()
    {
        await using var host = await ApiHost.StartAsync(new() { ["Api:MaxFollowers"] = "2", ["Api:MaxFollowersPerUser"] = "1" });
        var meters = host.Service<IMeterFactory>();
        var open = new ConcurrentQueue<long>();
        var refused = new ConcurrentQueue<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name.StartsWith("gateway.followers", StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == GatewayInstruments.FollowersOpen.Name)
            {
                open.Enqueue(value);
            }
            else
            {
                refused.Enqueue(tags[0].Value);
            }
        });
        listener.Start();
        using var ours = await FollowAsync(host, "/api/events");
        using (await host.Viewer.GetAsync("/api/events", Token))
        {
        }

        Assert.Equal([1L], open);
        Assert.Equal(["user"], refused);
        ours.Dispose();
        await WebhookHost.UntilAsync(() => open.Sum() == 0);
    }

    [Fact]
    public async Task A_stop_ends_the_streams()
    {
        await using var host = await ApiHost.StartAsync();
        using var stream = await FollowAsync(host, "/api/events");

        await host.StopAsync();

        Assert.DoesNotContain("event", await stream.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    private static async Task<StreamReader> FollowAsync(ApiHost host, string path)
    {
        var response = await host.Viewer.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.Equal([": following"], await FrameAsync(reader, keepComments: true));
        return reader;
    }

    private static async Task<HttpStatusCode> ControlStatusAsync(ApiHost host, Call call, string key)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("X-Api-Key", key);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{host.Anonymous.BaseAddress!.Authority}/api/calls/{call.Id}/control"), Token);
        }
        catch (WebSocketException)
        {
            // The status tells.
        }

        return socket.HttpStatusCode;
    }

    /// <summary>The lines up to the next blank one.</summary>
    private static async Task<List<string>> FrameAsync(StreamReader reader, bool keepComments = false)
    {
        while (true)
        {
            var lines = new List<string>();
            while (await reader.ReadLineAsync(Token) is { Length: > 0 } line)
            {
                lines.Add(line);
            }

            if (keepComments || lines.Count == 0 || !lines[0].StartsWith(':'))
            {
                return lines;
            }
        }
    }
}
