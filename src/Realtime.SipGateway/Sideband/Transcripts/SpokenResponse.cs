namespace Realtime.SipGateway.Sideband.Transcripts;

/// <summary>A response whose words are not written down yet.</summary>
internal sealed class SpokenResponse(string id)
{
    public string Id { get; } = id;

    public List<SpokenItem> Items { get; } = [];

    /// <summary>True once it has audio: then it is over when that was heard, not when the words are complete.</summary>
    public bool HasAudio { get; set; }

    public bool HasStarted { get; set; }

    /// <summary>A connection was lost since: its end may be lost too.</summary>
    public bool MayHaveEnded { get; set; }

    /// <summary>It waited behind what was cleared away: it may never be heard.</summary>
    public bool WasCleared { get; set; }

    public SpokenItem Item(string itemId)
    {
        foreach (var known in Items)
        {
            if (known.Id == itemId)
            {
                return known;
            }
        }

        var item = new SpokenItem(itemId);
        Items.Add(item);
        return item;
    }
}
