using System.Security.Cryptography;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>
/// Puts messages into the conversation and sees that they arrive: what the service has not confirmed when a connection breaks is said again on the
/// next one, under the same item id, so that it is kept once. Not for ever: what breaks each connection that it is sent on would end the call.
/// </summary>
/// <param name="parts">The conversation.</param>
/// <param name="capacity">The service confirms at once: the oldest of more than these is believed to have arrived.</param>
internal sealed class AddedItems(SessionParts parts, int capacity) : SessionFeature
{
    /// <summary>Connections that a text is sent on: losses that come close together are seldom the text's doing.</summary>
    private const int MaxTextTries = 3;

    /// <summary>Connections that an image is sent on: it is large enough to be what broke the first, and a call does not live through many losses in a row.</summary>
    private const int MaxImageTries = 2;

    private readonly List<Unconfirmed> _unconfirmed = [];

    /// <summary>A text; returns the item's id.</summary>
    public string AddText(ConversationRole role, string text)
    {
        var itemId = NewId();
        Add(itemId, eventId => ClientEvents.TextItem(eventId, itemId, role, text), MaxTextTries);
        return itemId;
    }

    /// <summary>An image in the caller's name; returns the item's id.</summary>
    public string AddImage(ConversationImage image, string? text)
    {
        var itemId = NewId();
        Add(itemId, eventId => ClientEvents.ImageItem(eventId, itemId, image, text), MaxImageTries);
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
        foreach (var item in lost)
        {
            if (item.TriesLeft > 0)
            {
                Add(item.ItemId, item.Write, item.TriesLeft);
            }
            else
            {
                parts.Call.Record(new CallFault("item_lost", $"{item.ItemId} was sent on connections that broke before the service confirmed it; it is not sent again"));
            }
        }
    }

    public override void Take(ServerEvent received)
    {
        if (_unconfirmed.Count > 0)
        {
            Settle(received);
        }
    }

    private void Settle(ServerEvent received)
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

    private void Add(string itemId, Func<string, byte[]> write, int tries)
    {
        if (_unconfirmed.Count == capacity)
        {
            _unconfirmed.RemoveAt(0);
        }

        var eventId = parts.Outbox.NextEventId();
        parts.Outbox.Add(write(eventId));
        _unconfirmed.Add(new Unconfirmed(itemId, eventId, write, tries - 1));
    }

    /// <param name="ItemId">The same on each connection.</param>
    /// <param name="EventId">Of the message that was sent last.</param>
    /// <param name="Write">Writes it under an event id.</param>
    /// <param name="TriesLeft">Further connections that it may be sent on.</param>
    private sealed record Unconfirmed(string ItemId, string EventId, Func<string, byte[]> Write, int TriesLeft);
}
