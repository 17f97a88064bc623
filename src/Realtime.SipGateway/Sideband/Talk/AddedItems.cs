namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>
/// Puts messages into the conversation and sees that they arrive: what the service has not confirmed when a connection breaks is said again on the
/// next one, under the same item id, so that it is kept once.
/// </summary>
internal sealed class AddedItems(Outbox outbox) : SessionFeature
{
    /// <summary>More that are not confirmed means that the service does not answer.</summary>
    private const int MaxUnconfirmed = 8;

    private readonly List<(string ItemId, string EventId, Func<string, byte[]> Write)> _unconfirmed = [];

    /// <summary>A text of the given side; returns the item's id.</summary>
    public string AddText(string role, string text)
    {
        var itemId = ConversationItems.NewId();
        Add(itemId, eventId => ConversationItems.Text(eventId, itemId, role, text));
        return itemId;
    }

    public override void Opened(bool again)
    {
        if (!again)
        {
            return;
        }

        var lost = _unconfirmed.ToList();
        _unconfirmed.Clear();
        foreach (var (itemId, _, write) in lost)
        {
            Add(itemId, write);
        }
    }

    public override void Take(ServerEvent received)
    {
        switch (received)
        {
            case ServerEvent.ItemKept kept:
                _unconfirmed.RemoveAll(item => item.ItemId == kept.Item.Id);
                break;
            case ServerEvent.Error { ClientEventId: { } eventId }:
                // Refused, or there already: it would be again.
                _unconfirmed.RemoveAll(item => item.EventId == eventId);
                break;
            default:
                break;
        }
    }

    public override void CallEnded() => _unconfirmed.Clear();

    private void Add(string itemId, Func<string, byte[]> write)
    {
        if (_unconfirmed.Count == MaxUnconfirmed)
        {
            _unconfirmed.RemoveAt(0);
        }

        var eventId = outbox.NextEventId();
        outbox.Add(write(eventId));
        _unconfirmed.Add((itemId, eventId, write));
    }
}
