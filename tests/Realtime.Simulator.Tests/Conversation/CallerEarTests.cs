using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Realtime.Simulator.Conversation;
using Realtime.Simulator.Media;
using Realtime.Simulator.Script;
using Realtime.Simulator.Story;
using Realtime.Testing;

namespace Realtime.Simulator.Tests.Conversation;

public sealed class CallerEarTests : IEventSink, IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly ConcurrentQueue<JsonObject> _events = new();
    private readonly ModelSession _session;
    private readonly CallerEar _ear;

    public CallerEarTests()
    {
        var context = new SessionContext
        {
            CallId = "rtc_1",
            Time = _time,
            Timeline = new Timeline(_time),
            Violations = new ViolationList(_time),
            Script = new ConversationScript { Name = "test", Turns = [] },
            Logger = NullLogger.Instance,
            CallerFollowsScript = false,
        };
        _session = new ModelSession(context, SessionSettings.Create(null, "sess_1", 0));
        _session.Attach(this);
        _ear = new CallerEar(_session, _time);
    }

    [Fact]
    public async Task A_line_that_goes_dead_within_a_sentence_is_silent()
    {
        _ear.OnAudio(new short[1600]);
        _ear.OnAudio(ToneSpeech.Render("Hello?"));
        await Eventually.IsTrueAsync(() => Types.Contains("input_audio_buffer.speech_started"), "speech");

        _time.Advance(TimeSpan.FromSeconds(2));

        await Eventually.IsTrueAsync(() => Types.Contains("input_audio_buffer.committed"), "the turn ends");
        var started = _events.First(one => one["type"]!.GetValue<string>() == "input_audio_buffer.speech_started");
        var stopped = _events.First(one => one["type"]!.GetValue<string>() == "input_audio_buffer.speech_stopped");
        Assert.Equal(0, started["audio_start_ms"]!.GetValue<int>());
        Assert.InRange(stopped["audio_end_ms"]!.GetValue<int>(), 200 + 400 + 500, 200 + 400 + 700);
    }

    [Fact]
    public async Task An_ended_session_leaves_no_timer_behind()
    {
        _ear.Dispose();
        await _session.DisposeAsync();
        Assert.Equal(0, _time.PendingTimers);
    }

    void IEventSink.Send(string json) => _events.Enqueue(JsonNode.Parse(json)!.AsObject());

    void IEventSink.End(SinkEnd end)
    {
    }

    public async ValueTask DisposeAsync()
    {
        _ear.Dispose();
        await _session.DisposeAsync();
    }

    private IEnumerable<string> Types => _events.Select(one => one["type"]!.GetValue<string>());
}
