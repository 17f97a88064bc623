using System.Text.Json.Nodes;
using Realtime.Simulator.Media;
using Realtime.Simulator.Script;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>What the caller says becomes events and an item. Used only from the session's mailbox.</summary>
internal sealed class CallerTurns(
    SessionContext context, SessionSettings settings, EventOutlet outlet, ItemList items, ResponseRunner runner, Playout playout, Mailbox mailbox)
{
    /// <summary>Transcription models that write while the caller still speaks.</summary>
    private static readonly string[] Streaming = ["gpt-realtime-whisper", "gpt-live-transcribe"];

    /// <summary>Transcription models that are paid by the minute.</summary>
    private static readonly string[] ByDuration = ["gpt-realtime-whisper", "gpt-live-transcribe", "whisper-1"];

    private readonly long _began = context.Time.GetTimestamp();
    private string? _itemId;
    private TimeSpan _startedAt;
    private TimeSpan _stoppedAt;
    private CallerTurn? _scheduled;

    private TimeSpan Clock => context.Time.GetElapsedTime(_began) * context.Pace;

    /// <summary>The caller has begun to speak.</summary>
    public void Started(TimeSpan at)
    {
        _startedAt = at;
        _itemId = Ids.New("item_");
        if (!settings.DetectsTurns)
        {
            return;
        }

        var start = at > settings.PrefixPadding ? at - settings.PrefixPadding : TimeSpan.Zero;
        outlet.Emit(ServerEvents.AboutItem("input_audio_buffer.speech_started", _itemId, ("audio_start_ms", (int)start.TotalMilliseconds)));
        if (settings.InterruptsResponse)
        {
            runner.Interrupt();
        }
    }

    /// <summary>The caller has been silent for long enough.</summary>
    /// <param name="at">Now, on the clock of the caller's audio.</param>
    /// <param name="text">What was said; null takes it from the script.</param>
    public void Stopped(TimeSpan at, string? text = null)
    {
        _stoppedAt = at;
        if (settings.DetectsTurns && _itemId is { } itemId)
        {
            var scripted = runner.Script.CallerSpoke();
            Commit(itemId, text ?? scripted, at);
            _itemId = null;
        }
    }

    /// <summary>Push-to-talk: the client ends the turn.</summary>
    /// <returns>False when there is nothing to commit.</returns>
    public bool CommitByClient()
    {
        if (_itemId is not { } itemId)
        {
            return false;
        }

        Commit(itemId, runner.Script.CallerSpoke(), _stoppedAt > _startedAt ? _stoppedAt : _startedAt);
        _itemId = null;
        return true;
    }

    /// <summary>What was not committed yet is thrown away.</summary>
    public void Clear() => _itemId = null;

    /// <summary>The caller speaks without media; the words last as long as they would.</summary>
    public void Speak(string text)
    {
        var duration = ToneSpeech.DurationOf(text) + settings.SilenceDuration;
        var start = Clock;
        Started(start);
        mailbox.After(duration / context.Pace, () => Stopped(start + duration, text));
    }

    /// <summary>Without media: when all is quiet and the script has the caller next, it speaks after its time.</summary>
    public void SpeakIfAwaited()
    {
        if (!context.CallerFollowsScript || runner.Active is not null || !playout.IsIdle || _itemId is not null
            || runner.Script.AwaitedCaller is not { AfterMs: { } after } turn || turn == _scheduled)
        {
            return;
        }

        _scheduled = turn;
        mailbox.After(TimeSpan.FromMilliseconds(after) / context.Pace, () =>
        {
            if (runner.Active is null && _itemId is null && runner.Script.AwaitedCaller == turn)
            {
                Speak(turn.Text);
            }
            else
            {
                _scheduled = null;
            }
        });
    }

    private void Commit(string itemId, string text, TimeSpan at)
    {
        var milliseconds = (int)(at - _startedAt).TotalMilliseconds;
        var streams = Streaming.Contains(settings.TranscriptionModel);
        if (streams)
        {
            EmitDeltas(itemId, text);
        }

        if (settings.DetectsTurns)
        {
            outlet.Emit(ServerEvents.AboutItem("input_audio_buffer.speech_stopped", itemId, ("audio_end_ms", (int)at.TotalMilliseconds)));
        }

        outlet.Emit(ServerEvents.AboutItem("input_audio_buffer.committed", itemId, ("previous_item_id", items.LastId)));
        var content = new JsonObject { ["type"] = "input_audio", ["transcript"] = null };
        var json = new JsonObject
        {
            ["id"] = itemId,
            ["type"] = "message",
            ["status"] = "completed",
            ["role"] = "user",
            ["content"] = new JsonArray(content),
        };
        var previous = items.Append(new ConversationItem(itemId, json) { AudioMs = milliseconds });
        outlet.Emit(ServerEvents.WithItem("conversation.item.added", previous, json));
        outlet.Emit(ServerEvents.WithItem("conversation.item.done", previous, json));
        if (settings.TranscriptionModel is { } model)
        {
            // Live, the words arrive while the answer is already being streamed.
            mailbox.After(context.WordInterval * 3 / context.Pace, () => Transcribe(itemId, text, model, milliseconds, !streams));
        }

        if (settings.CreatesResponse)
        {
            runner.Start(null);
        }
    }

    private void Transcribe(string itemId, string text, string model, int milliseconds, bool emitsDeltas)
    {
        if (emitsDeltas)
        {
            EmitDeltas(itemId, text);
        }

        if (items.Find(itemId) is { } item)
        {
            item.Json["content"]![0]!["transcript"] = text;
        }

        var done = ServerEvents.AboutItem(
            "conversation.item.input_audio_transcription.completed", itemId, ("content_index", 0), ("transcript", text));
        done["usage"] = ByDuration.Contains(model)
            ? new JsonObject { ["type"] = "duration", ["seconds"] = (milliseconds + 999) / 1000 }
            : TokenUsage(UsageMeter.CallerTokens(milliseconds), UsageMeter.TextTokens(text.Length));
        outlet.Emit(done);
    }

    private void EmitDeltas(string itemId, string text)
    {
        foreach (var word in Words.Split(text))
        {
            outlet.Emit(ServerEvents.AboutItem("conversation.item.input_audio_transcription.delta", itemId, ("content_index", 0)).WithDelta(word));
        }
    }

    private static JsonObject TokenUsage(int audio, int text) => new()
    {
        ["type"] = "tokens",
        ["total_tokens"] = audio + text,
        ["input_tokens"] = audio,
        ["input_token_details"] = new JsonObject { ["text_tokens"] = 0, ["audio_tokens"] = audio },
        ["output_tokens"] = text,
    };
}
