using Realtime.SipGateway.Sideband.Budget;
using Realtime.SipGateway.Sideband.Control;
using Realtime.SipGateway.Sideband.Guardrails.Judged;
using Realtime.SipGateway.Sideband.Handlers;
using Realtime.SipGateway.Sideband.Talk;

namespace Realtime.SipGateway.Sideband;

/// <summary>What each conversation does, in the order in which events are given to it.</summary>
internal static class SessionFeatures
{
    public static IReadOnlyList<SessionFeature> Of(SessionParts parts)
    {
        var items = new AddedItems(parts.Outbox);
        return
        [
            parts.Exit,
            parts.Asks,
            items,
            new ConversationControl(parts),
            new SilenceManager(parts),
            new DigitTeller(parts, items),
            new HandlerTurns(parts),
            new BudgetGuard(parts),
            new JudgedGuards(parts),
        ];
    }
}
