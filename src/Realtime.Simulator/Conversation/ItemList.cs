namespace Realtime.Simulator.Conversation;

/// <summary>The items of a conversation in order. Bounded: the oldest go when there are too many, as truncation does live.</summary>
internal sealed class ItemList
{
    private const int Capacity = 2000;

    private readonly List<ConversationItem> _items = [];

    public IReadOnlyList<ConversationItem> All => _items;

    public string? LastId => _items.Count == 0 ? null : _items[^1].Id;

    public ConversationItem? Find(string id) => _items.Find(item => item.Id == id);

    /// <summary>Appends and gives the id of the item before.</summary>
    public string? Append(ConversationItem item)
    {
        var previous = LastId;
        _items.Add(item);
        if (_items.Count > Capacity)
        {
            _items.RemoveAt(0);
        }

        return previous;
    }

    /// <summary>Puts an item behind another one, or first when that is null.</summary>
    public void InsertAfter(string? previousId, ConversationItem item) =>
        _items.Insert(previousId is null ? 0 : _items.FindIndex(one => one.Id == previousId) + 1, item);

    /// <summary>The id of the item before.</summary>
    public string? Before(string id)
    {
        var index = _items.FindIndex(item => item.Id == id);
        return index > 0 ? _items[index - 1].Id : null;
    }

    public bool Remove(string id) => _items.RemoveAll(item => item.Id == id) > 0;
}
