using System.Text.Json.Nodes;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>One item that a response brings forth: opened, streamed piece by piece, finished whole or cut.</summary>
internal abstract class OutputItem(string responseId, int index, string idPrefix = "item_")
{
    public string Id { get; } = Ids.New(idPrefix);

    public string ResponseId { get; } = responseId;

    public int Index { get; } = index;

    /// <summary>The item's status on the wire.</summary>
    protected string Status { get; private set; } = "in_progress";

    public bool IsFinished => Status != "in_progress";

    /// <summary>Characters of text brought forth so far.</summary>
    public abstract int TextLength { get; }

    /// <summary>Length of the audio brought forth so far.</summary>
    public virtual int AudioMs => 0;

    /// <summary>The item as it is now.</summary>
    public abstract JsonObject ToJson();

    /// <summary>Events after the item was announced and before its first piece.</summary>
    public virtual IEnumerable<JsonObject> Opening() => [];

    /// <summary>One event for each piece.</summary>
    public abstract IEnumerable<JsonObject> Pieces();

    /// <summary>Events that say the content is whole; the item's own <c>done</c> events follow elsewhere.</summary>
    public IEnumerable<JsonObject> Finish(bool isWhole)
    {
        Status = isWhole ? "completed" : "incomplete";
        return Closing();
    }

    protected abstract IEnumerable<JsonObject> Closing();
}
