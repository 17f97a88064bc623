using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Sideband.Budget;
using Realtime.SipGateway.Sideband.Control;
using Realtime.SipGateway.Sideband.Guardrails.Judged;
using Realtime.SipGateway.Sideband.Handlers;
using Realtime.SipGateway.Sideband.Rollover;
using Realtime.SipGateway.Sideband.Talk;
using Realtime.SipGateway.Sideband.Tools.Hosted;

namespace Realtime.SipGateway.Sideband;

/// <summary>What each conversation does, in the order in which events are given to it.</summary>
internal static class SessionFeatures
{
    /// <summary>What the model was told of keys and limits that the service has not confirmed; more does not come together while a connection comes back.</summary>
    private const int MaxUnconfirmed = 8;

    public static SessionFeature[] Of(SessionParts parts)
    {
        var told = new AddedItems(parts, MaxUnconfirmed);
        var commanded = new AddedItems(parts, ICallConversation.MaxWaiting);
        var changes = new SessionChanges(parts);
        var images = new CommandedImages(parts, commanded);
        var handler = new HandlerTurns(parts);
        return
        [
            parts.Exit,
            new HostedTools(parts),
            new MissedQuestion(parts),
            parts.Asks,
            told,
            commanded,
            changes,
            images,
            new ConversationControl(parts, commanded, changes, images, handler),
            new SilenceManager(parts, handler),
            new DigitTeller(parts, told),
            new TalkPrompts(parts, handler),
            handler,
            new BudgetGuard(parts),
            new TalkLimits(parts, told),
            new SessionRollover(parts, told),
            new JudgedGuards(parts),
        ];
    }
}
