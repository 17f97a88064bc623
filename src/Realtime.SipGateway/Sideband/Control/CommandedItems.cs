using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Sideband.Control;

/// <summary>
/// Texts that were put into the conversation, until the service says that it has them: a connection that breaks takes none with it. Each
/// has an item id of ours, so that the service refuses one that comes twice.
/// </summary>
internal sealed class CommandedItems(Outbox outbox)
{
    /// <summary>The service confirms at once; the oldest of more than these is believed to have arrived.</summary>
    private const int MaxUnconfirmed = 32;

    private readonly List<Added> _unconfirmed = [];

    public void Add(ConversationRole role, string text)
    {
        if (_unconfirmed.Count == MaxUnconfirmed)
        {
            _unconfirmed.RemoveAt(0);
        }

        var added = new Added("ctl_" + Guid.NewGuid().ToString("N")[..28], role, text);
        _unconfirmed.Add(added);
        Send(added);
    }

    /// <summary>The service has the item.</summary>
    public void Confirmed(string itemId) => _unconfirmed.RemoveAll(one => one.ItemId == itemId);

    /// <summary>The service does not want it, or has it already.</summary>
    public void Refused(string eventId) => _unconfirmed.RemoveAll(one => one.EventId == eventId);

    /// <summary>A new connection: what the broken one may have lost is sent again.</summary>
    public void Reconnected() => _unconfirmed.ForEach(Send);

    private void Send(Added added)
    {
        added.EventId = outbox.NextEventId();
        outbox.Add(ClientEvents.TextItem(added.EventId, added.ItemId, added.Role == ConversationRole.User ? "user" : "system", added.Text));
    }

    private sealed class Added(string itemId, ConversationRole role, string text)
    {
        public string ItemId => itemId;

        public ConversationRole Role => role;

        public string Text => text;

        public string? EventId { get; set; }
    }
}
