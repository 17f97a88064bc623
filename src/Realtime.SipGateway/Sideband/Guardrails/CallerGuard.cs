using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// Listens to the caller's turns as they were recognised. Nothing that was said can be stopped: the model is told, the caller is
/// transferred, or the call ends.
/// </summary>
internal sealed class CallerGuard(
    Call call, GuardrailSet guardrails, GuardEscalation escalation, ResponseSequencer sequencer, Outbox outbox, TimeProvider time)
{
    private readonly TurnDigits _digits = new(time);
    private readonly RecentIds _heard = new(64);

    /// <summary>Another agent has the call: from now on its guardrails hold.</summary>
    public void Switch(GuardrailSet next) => guardrails = next;

    /// <summary>All words of a turn.</summary>
    public void Said(string itemId, string text, bool isOver)
    {
        if (guardrails.Caller.IsEmpty || !_heard.Add(itemId))
        {
            return;
        }

        var hits = guardrails.Caller.Open().Whole(text).ToList();
        if (_digits.Completes(text))
        {
            hits.AddRange(guardrails.Caller.CardGuards.Where(card => !hits.Exists(hit => hit.Name == card.Name)));
        }

        foreach (var hit in hits)
        {
            call.Record(new GuardrailTripped(hit.Name, hit.Definition.Action, "", itemId, hit.What));
        }

        if (!isOver && hits.Count > 0)
        {
            Act(hits);
        }
    }

    /// <summary>A verdict on words of the caller that were said a moment ago.</summary>
    public void Judged(string itemId, GuardHit hit)
    {
        call.Record(new GuardrailTripped(hit.Name, hit.Definition.Action, "", itemId, hit.What));
        Act([hit]);
    }

    private void Act(List<GuardHit> hits)
    {
        var leaves = false;
        foreach (var hit in hits.OrderByDescending(GuardedWords.Strictness))
        {
            leaves = leaves || escalation.Trip(hit);
            if (!leaves && hit.Definition.Instead is { } tell)
            {
                outbox.Add(ClientEvents.SystemItem(outbox.NextEventId(), tell));
            }
        }

        if (!leaves)
        {
            return;
        }

        if (sequencer.Active is { } responseId)
        {
            outbox.Silence(responseId);
        }
    }
}
