using System.Globalization;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules.Talk;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>
/// Holds a conversation to the agent's <c>limits</c>. A turn is what the caller says or presses and the agent answers, so that noise is none. The answer that
/// would be one too many is stopped before it is heard, and the conversation is left; or the model is told to come to an end, once.
/// </summary>
internal sealed class TalkLimits(SessionParts parts, AddedItems items) : SessionFeature
{
    private const string EndNow = "The conversation has lasted longer than it should. Come to a friendly end now: settle what is open in a sentence or two, then say goodbye.";

    private const string ToThePoint = "The caller has been speaking for very long without a pause. Answer in one short sentence and lead them back to what the call is about.";

    private LimitsDefinition? _limits = parts.Agent.Definition.Limits;
    private bool _tellsDigits = parts.Agent.Definition.TellsDigits;
    private bool _said;
    private int _turns;
    private bool _warned;

    private bool IsTransferring => parts.Call.IsTransferring || parts.Tools.IsTransferring;

    public override void Opened(bool again)
    {
        if (again)
        {
            // Whether the caller still speaks is not known.
            parts.Deadlines.Cancel(Deadline.CallerTurn);
        }
    }

    public override void Take(ServerEvent received)
    {
        if (_limits is null || parts.Exit.HasBegun)
        {
            return;
        }

        switch (received)
        {
            case ServerEvent.SpeechStarted when _limits.MaxTalkSeconds is { } seconds:
                parts.Deadlines.Set(Deadline.CallerTurn, TimeSpan.FromSeconds(seconds));
                break;
            case ServerEvent.SpeechEnded:
                parts.Deadlines.Cancel(Deadline.CallerTurn);
                _said = true;
                break;
            case ServerEvent.Digit:
                _said |= _tellsDigits && !parts.Tools.TookDigit;
                break;
            case ServerEvent.ResponseCreated created when _said && created.ResponseId != parts.Sequencer.Aside:
                _said = false;
                Answered(created.ResponseId);
                break;
            default:
                break;
        }
    }

    public override void Due(Deadline deadline)
    {
        if (deadline != Deadline.CallerTurn || _limits is not { MaxTalkSeconds: { } seconds } limits || IsTransferring)
        {
            return;
        }

        parts.Call.Record(new TalkLimitReached(TalkLimitReached.TalkSeconds, seconds, limits.Action));
        if (limits.Action == LimitsDefinition.Warn)
        {
            items.AddText(ConversationRole.System, ToThePoint);
        }
        else
        {
            Leave(limits, string.Create(CultureInfo.InvariantCulture, $"the caller spoke for {seconds} s at a stretch"));
        }
    }

    /// <summary>The limits are those of one agent's part of the call.</summary>
    public override void SwitchTo(SidebandAgent agent)
    {
        (_limits, _tellsDigits) = (agent.Definition.Limits, agent.Definition.TellsDigits);
        (_said, _turns, _warned) = (false, 0, false);
        parts.Deadlines.Cancel(Deadline.CallerTurn);
    }

    public override void CallEnded()
    {
        _limits = null;
        parts.Deadlines.Cancel(Deadline.CallerTurn);
    }

    private void Answered(string responseId)
    {
        _turns++;
        if (_limits is not { MaxTurns: { } max } limits || _turns <= max || IsTransferring || _warned)
        {
            return;
        }

        parts.Call.Record(new TalkLimitReached(TalkLimitReached.Turns, max, limits.Action));
        if (limits.Action == LimitsDefinition.Warn)
        {
            _warned = true;
            items.AddText(ConversationRole.System, EndNow);
            return;
        }

        parts.Outbox.Add(ClientEvents.ResponseCancel(parts.Outbox.NextEventId(), responseId));
        Leave(limits, string.Create(CultureInfo.InvariantCulture, $"{max} turns"));
    }

    private void Leave(LimitsDefinition limits, string reason)
    {
        parts.Deadlines.Cancel(Deadline.CallerTurn);
        parts.Exit.Begin(limits.Finish, new CallOutcome(CallEndedBy.Policy, CallCause.ConversationLimit, Reason: reason));
    }
}
