using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Sideband.Budget;
using Realtime.SipGateway.Sideband.Control;
using Realtime.SipGateway.Sideband.Guardrails.Judged;
using Realtime.SipGateway.Sideband.Handlers;
using Realtime.SipGateway.Sideband.Talk;

namespace Realtime.SipGateway.Sideband;

/// <summary>What each conversation does, in the order in which events are given to it.</summary>
internal static class SessionFeatures
{
    /// <summary>Runs of keys that the service has not confirmed; a caller presses no more than these while a connection comes back.</summary>
    private const int MaxUnconfirmedKeys = 8;

    public static IReadOnlyList<SessionFeature> Of(SessionParts parts)
    {
        var keys = new AddedItems(parts.Outbox, MaxUnconfirmedKeys);
        var commanded = new AddedItems(parts.Outbox, ICallConversation.MaxWaiting);
        return
        [
            parts.Exit,
            parts.Asks,
            keys,
            commanded,
            new ConversationControl(parts, commanded),
            new SilenceManager(parts),
            new DigitTeller(parts, keys),
            new TalkPrompts(parts),
            new HandlerTurns(parts),
            new BudgetGuard(parts),
            new JudgedGuards(parts),
        ];
    }
}
