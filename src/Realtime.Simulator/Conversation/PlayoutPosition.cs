namespace Realtime.Simulator.Conversation;

/// <summary>What was heard when playout was cut.</summary>
internal sealed record PlayoutPosition(string ResponseId, string ItemId, int PlayedMs)
{
    /// <summary>It was no part of the conversation.</summary>
    public bool IsAside { get; init; }
}
