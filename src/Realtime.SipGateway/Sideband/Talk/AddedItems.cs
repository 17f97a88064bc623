using System.Security.Cryptography;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>
/// Puts messages into the conversation and sees that they arrive: what the service has not confirmed when a connection breaks is said again on the
/// next one, under the same item id, so that it is kept once.
/// </summary>
/// <param name="outbox">Messages to the service.</param>
/// <param name="capacity">The service confirms at once: the oldest of more than these is believed to have arrived.</param>
internal sealed class AddedItems(Outbox outbox, int capacity) : SessionFeature
{
    private readonly List<(string ItemId, string EventId, Func<string, byte[]> Write)> _unconfirmed = [];

    /// <summary>A text; returns the item's id.</summary>
    public string AddText(ConversationRole role, string text)
    {
        var itemId = NewId();
        Add(itemId, eventId => ClientEvents.TextItem(eventId, itemId, role, text));
        return itemId;
    }

    /// <summary>An image in the caller's name; returns the item's id.</summary>
    public string AddImage(ConversationImage image, string? text)
    {
        var itemId = NewId();
        Add(itemId, eventId => ClientEvents.ImageItem(eventId, itemId, image, text));
        return itemId;
    }

    /// <summary>The service has not said yet that it has the item.</summary>
    public bool Awaits(string itemId) => _unconfirmed.Exists(item => item.ItemId == itemId);

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

    /// <summary>28 characters: the service took no more than 32 from clients. Random, not counted: another process may go on with the conversation.</summary>
    private static string NewId() => "gwi_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    private void Add(string itemId, Func<string, byte[]> write)
    {
        if (_unconfirmed.Count == capacity)
        {
            _unconfirmed.RemoveAt(0);
        }

        var eventId = outbox.NextEventId();
        outbox.Add(write(eventId));
        _unconfirmed.Add((itemId, eventId, write));
    }
}
