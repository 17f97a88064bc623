using System.Text;
using System.Text.Json.Nodes;
using Realtime.Simulator.Media;

namespace Realtime.Simulator.Conversation;

/// <summary>An assistant message, spoken or written, word by word. Speech goes to the output buffer with its word.</summary>
internal sealed class MessageItem(string responseId, int index, string text, bool isSpoken, string? phase) : OutputItem(responseId, index)
{
    private readonly StringBuilder _said = new();

    /// <summary>The whole recording; cut into as many pieces as there are words.</summary>
    public required ReadOnlyMemory<short> Speech { get; init; }

    /// <summary>Takes speech to the output buffer; true when playout begins with it.</summary>
    public required Func<MessageItem, ReadOnlyMemory<short>, bool> Play { get; init; }

    private int _played;

    public override int TextLength => _said.Length;

    public override int AudioMs => (int)AudioFrame.DurationOf(_played).TotalMilliseconds;

    public override JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = Id, ["type"] = "message", ["status"] = Status, ["role"] = "assistant" };
        if (phase is not null)
        {
            json["phase"] = phase;
        }

        json["content"] = IsFinished
            ? new JsonArray(isSpoken
                ? new JsonObject { ["type"] = "output_audio", ["transcript"] = _said.ToString() }
                : new JsonObject { ["type"] = "output_text", ["text"] = _said.ToString() })
            : new JsonArray();
        return json;
    }

    public override IEnumerable<JsonObject> Opening()
    {
        var added = ServerEvents.OfContent("response.content_part.added", this);
        added["part"] = Part(string.Empty);
        yield return added;
    }

    public override IEnumerable<JsonObject> Pieces()
    {
        var length = 0;
        foreach (var word in Words.Split(text))
        {
            _said.Append(word);
            length += word.Length;
            yield return ServerEvents.OfContent(isSpoken ? "response.output_audio_transcript.delta" : "response.output_text.delta", this).WithDelta(word);

            var until = (int)((long)Speech.Length * length / text.Length);
            var piece = Speech[_played..until];
            _played = until;
            if (!piece.IsEmpty && Play(this, piece))
            {
                yield return ServerEvents.OutputAudioBuffer("started", ResponseId);
            }
        }
    }

    protected override IEnumerable<JsonObject> Closing()
    {
        if (isSpoken)
        {
            yield return ServerEvents.OfContent("response.output_audio.done", this);
        }

        var done = ServerEvents.OfContent(isSpoken ? "response.output_audio_transcript.done" : "response.output_text.done", this);
        done[isSpoken ? "transcript" : "text"] = _said.ToString();
        yield return done;
        var part = ServerEvents.OfContent("response.content_part.done", this);
        part["part"] = Part(_said.ToString());
        yield return part;
    }

    private JsonObject Part(string said) => isSpoken
        ? new JsonObject { ["type"] = "audio", ["transcript"] = said }
        : new JsonObject { ["type"] = "text", ["text"] = said };
}
