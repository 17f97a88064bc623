namespace Realtime.Simulator.Conversation;

/// <summary>Speech of one response in the output buffer. Guarded by its <see cref="Playout"/>.</summary>
internal sealed class PlayoutResponse(string id, bool isAside)
{
    private int _offset;

    public string Id { get; } = id;

    /// <summary>It is no part of the conversation.</summary>
    public bool IsAside { get; } = isAside;

    public Queue<(string ItemId, ReadOnlyMemory<short> Samples)> Pieces { get; } = new();

    public bool HasStarted { get; set; }

    public bool IsComplete { get; set; }

    /// <summary>The item heard last.</summary>
    public string ItemId { get; private set; } = string.Empty;

    /// <summary>How much of that item was heard.</summary>
    public long ItemSamples { get; private set; }

    /// <summary>Takes up to a frame.</summary>
    public int Read(Span<short> frame)
    {
        var filled = 0;
        while (filled < frame.Length && Pieces.TryPeek(out var piece))
        {
            var count = Math.Min(frame.Length - filled, piece.Samples.Length - _offset);
            piece.Samples.Span.Slice(_offset, count).CopyTo(frame[filled..]);
            ItemSamples = piece.ItemId == ItemId ? ItemSamples + count : count;
            ItemId = piece.ItemId;
            filled += count;
            _offset += count;
            if (_offset == piece.Samples.Length)
            {
                Pieces.Dequeue();
                _offset = 0;
            }
        }

        return filled;
    }
}
