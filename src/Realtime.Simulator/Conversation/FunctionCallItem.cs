using System.Text;
using System.Text.Json.Nodes;
using Realtime.Simulator.Script;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>A call of a function tool; its arguments are streamed in pieces of a few characters.</summary>
internal sealed class FunctionCallItem(string responseId, int index, ToolCall call) : OutputItem(responseId, index)
{
    private const int PieceLength = 8;

    private readonly StringBuilder _arguments = new();

    public string CallId { get; } = Ids.New("call_")[..21];

    public override int TextLength => _arguments.Length + call.Name.Length;

    public override JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["type"] = "function_call",
        ["status"] = Status,
        ["name"] = call.Name,
        ["call_id"] = CallId,
        ["arguments"] = IsFinished ? _arguments.ToString() : string.Empty,
    };

    public override IEnumerable<JsonObject> Pieces()
    {
        foreach (var piece in call.Arguments.Chunk(PieceLength).Select(characters => new string(characters)))
        {
            _arguments.Append(piece);
            var delta = ServerEvents.OfItem("response.function_call_arguments.delta", this);
            delta["call_id"] = CallId;
            yield return delta.WithDelta(piece);
        }
    }

    protected override IEnumerable<JsonObject> Closing()
    {
        var done = ServerEvents.OfItem("response.function_call_arguments.done", this);
        done["call_id"] = CallId;
        done["name"] = call.Name;
        done["arguments"] = _arguments.ToString();
        yield return done;
    }
}
