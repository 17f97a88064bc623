using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Hosted;

/// <summary>
/// Finds a question that the service asked while there was no connection: it waits for the answer and says nothing more about it. Nothing lists what was missed,
/// but the first new item on the next connection names the one that it follows; that one is asked for, and <see cref="HostedTools"/> takes it.
/// </summary>
internal sealed class MissedQuestion(SessionParts parts) : SessionFeature
{
    /// <summary>The item before is nearly always the last one that was seen; a few more for those that were taken out of the conversation.</summary>
    private const int MaxKnown = 16;

    private readonly RecentIds _known = new(MaxKnown);
    private bool _asks = Asks(parts.Agent);
    private bool _looks;

    public override void Opened(bool again) => _looks = again;

    public override void SwitchTo(SidebandAgent agent) => _asks = Asks(agent);

    public override void CallEnded() => _looks = false;

    public override void Take(ServerEvent received)
    {
        if (!_asks || received is not ServerEvent.ItemKept kept || !_known.Add(kept.Item.Id) || !_looks)
        {
            return;
        }

        _looks = false;
        if (kept.PreviousItemId is { Length: > 0 } previous && !_known.Contains(previous))
        {
            parts.Outbox.Add(ClientEvents.ItemRetrieve(parts.Outbox.NextEventId(), previous));
        }
    }

    private static bool Asks(SidebandAgent agent) => agent.Tools.Values.Any(static tool => tool.Definition is HostedMcpToolDefinition { Approval: not null });
}
