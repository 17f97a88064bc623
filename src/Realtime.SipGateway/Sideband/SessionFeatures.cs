using Realtime.SipGateway.Sideband.Budget;
using Realtime.SipGateway.Sideband.Guardrails.Judged;
using Realtime.SipGateway.Sideband.Handlers;

namespace Realtime.SipGateway.Sideband;

/// <summary>What each conversation does, in the order in which events are given to it.</summary>
internal static class SessionFeatures
{
    public static IReadOnlyList<SessionFeature> Of(SessionParts parts) =>
    [
        parts.Exit,
        new HandlerTurns(parts),
        new BudgetGuard(parts),
        new JudgedGuards(parts),
    ];
}
