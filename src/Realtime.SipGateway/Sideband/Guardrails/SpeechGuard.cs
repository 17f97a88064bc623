using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// Listens to the agent's words and stops forbidden ones (<c>DESIGN.md</c> §6.9): cancel, clear the audio, wait for <c>response.done</c>,
/// delete the item, tell the model what to do instead, ask for a response. Never a truncation at a guessed time. One trip per response.
/// </summary>
internal sealed class SpeechGuard(
    Call call, GuardrailSet guardrails, GuardEscalation escalation, AgentSpeech speech, ResponseSequencer sequencer, Outbox outbox,
    Deadlines deadlines, TimeSpan patience, TimeProvider time)
{
    /// <summary>Items whose words stream at a time; a response has a few.</summary>
    private const int MaxStreams = 32;

    /// <summary>What is kept of forbidden words.</summary>
    private const int MaxCut = 2_000;

    private const string InsteadOfStopped = "Your last answer was stopped by policy. Apologise briefly without giving the reason and continue with what you may say.";

    private const string InsteadOfSaid = "Something that you said a moment ago was against policy. Do not say it again, and take it back when you speak next, without giving the reason.";

    private readonly RecentIds _takenBack = new(64);
    private readonly Dictionary<string, GuardedWords> _streams = new(StringComparer.Ordinal);
    private readonly RecentIds _stopped = new(64);
    private readonly List<SpeechStop> _stops = [];

    /// <summary>True for a response that was cut: nothing of it counts any more, no tool of it runs.</summary>
    public bool HasStopped(string responseId) => _stopped.Contains(responseId);

    /// <summary>Another agent has the call: from now on its guardrails hold.</summary>
    public void Switch(GuardrailSet next)
    {
        guardrails = next;
        _streams.Clear();
    }

    /// <summary>A piece of the agent's words: false when it must not be passed on.</summary>
    public bool Pass(string responseId, string itemId, string delta)
    {
        if (HasStopped(responseId))
        {
            Collect(responseId, delta);
            return false;
        }

        if (guardrails.Agent.IsEmpty)
        {
            return true;
        }

        if (!_streams.TryGetValue(itemId, out var stream))
        {
            if (_streams.Count == MaxStreams)
            {
                _streams.Clear();
            }

            _streams.Add(itemId, stream = guardrails.Agent.Open());
        }

        return PassHits(responseId, itemId, delta, stream.Feed(delta));
    }

    /// <summary>An item's whole words: catches what streamed past while the sideband was away.</summary>
    public bool PassWhole(string responseId, string itemId, string text)
    {
        _streams.Remove(itemId, out var streamed);
        if (HasStopped(responseId))
        {
            return false;
        }

        if (guardrails.Agent.IsEmpty)
        {
            return true;
        }

        var hits = guardrails.Agent.Open().Whole(text);
        return hits.Count == 0 || PassTrips(responseId, itemId, text, NotTold(hits, streamed));
    }

    /// <summary>A verdict on words that were said a moment ago: what can still be stopped is, else they leave the model's context.</summary>
    public void Judged(string responseId, string itemId, string words, GuardHit hit)
    {
        if (HasStopped(responseId))
        {
            return;
        }

        var stops = GuardedWords.Strictness(hit) > 0 || escalation.IsLast(hit);
        if (stops && sequencer.Active != responseId && !speech.IsToBeHeard(responseId))
        {
            TakeBack(responseId, itemId, hit);
        }
        else
        {
            PassHits(responseId, itemId, words, [hit]);
        }
    }

    private void TakeBack(string responseId, string itemId, GuardHit hit)
    {
        call.Record(new GuardrailTripped(hit.Name, hit.Definition.Action, responseId, itemId, hit.What, Late: true));
        if (_takenBack.Add(itemId) && sequencer.Aside != responseId)
        {
            outbox.Add(ClientEvents.ItemDelete(outbox.NextEventId(), itemId));
        }

        if (!escalation.Trip(hit))
        {
            outbox.Add(ClientEvents.SystemItem(outbox.NextEventId(), hit.Definition.Instead ?? InsteadOfSaid));
        }
        else if (sequencer.Active is { } active)
        {
            outbox.Silence(active);
        }
    }

    /// <summary>What the pieces told already is not told again.</summary>
    private static IReadOnlyList<GuardHit> NotTold(IReadOnlyList<GuardHit> hits, GuardedWords? streamed) =>
        streamed is null ? hits : [.. hits.Where(hit => !streamed.HasTold(hit))];

    private bool PassHits(string responseId, string itemId, string words, IReadOnlyList<GuardHit> hits) =>
        hits.Count == 0 || PassTrips(responseId, itemId, words, hits);

    private bool PassTrips(string responseId, string itemId, string words, IReadOnlyList<GuardHit> hits)
    {
        var cut = hits.Where(hit => GuardedWords.Strictness(hit) > 0 || escalation.IsLast(hit)).MaxBy(GuardedWords.Strictness);
        foreach (var hit in hits.Where(hit => hit != cut && GuardedWords.Strictness(hit) == 0))
        {
            call.Record(new GuardrailTripped(hit.Name, hit.Definition.Action, responseId, itemId, hit.What));
            escalation.Trip(hit);
            if (cut is null && hit.Definition.Instead is { } tell)
            {
                outbox.Add(ClientEvents.SystemItem(outbox.NextEventId(), tell));
            }
        }

        if (cut is not null)
        {
            Stop(responseId, itemId, cut, words);
        }

        return cut is null;
    }

    public void ResponseDone(string responseId)
    {
        if (StopOf(responseId) is { } stop)
        {
            stop.IsDone = true;
            Advance(stop);
        }
    }

    /// <summary>The service had nothing left to cancel: true when that was our cancel.</summary>
    public bool NothingToCancel(string? eventId)
    {
        var stop = _stops.Find(one => one.CancelEventId == eventId);
        if (stop is not null)
        {
            stop.IsDone = true;
            Advance(stop);
        }

        return stop is not null;
    }

    /// <summary>The caller hears nothing of the response any more; asked before the transcript forgets how much was heard.</summary>
    public void AudioEnded(string responseId)
    {
        if (StopOf(responseId) is { } stop)
        {
            MarkQuiet(stop);
            Advance(stop);
        }
    }

    /// <summary>The service did not confirm in time: go on without.</summary>
    public void TimedOut()
    {
        foreach (var stop in _stops.ToList())
        {
            stop.IsDone = true;
            MarkQuiet(stop);
            Advance(stop);
        }
    }

    /// <summary>A new connection: the service may never have heard us.</summary>
    public void Reconnected()
    {
        foreach (var stop in _stops)
        {
            stop.CancelEventId = outbox.Silence(stop.ResponseId);
        }
    }

    /// <summary>The call is over: what was being stopped has stopped.</summary>
    public void End()
    {
        foreach (var stop in _stops)
        {
            MarkQuiet(stop);
            Record(stop);
        }

        _stops.Clear();
    }

    private void Stop(string responseId, string itemId, GuardHit hit, string cut)
    {
        _stopped.Add(responseId);
        var cancelEventId = outbox.Silence(responseId);
        _stops.Add(new SpeechStop(responseId, itemId, hit, cancelEventId, time.GetTimestamp())
        {
            Cut = Shortened(cut),
            IsAside = sequencer.Aside == responseId,
        });
        sequencer.Hold();
        deadlines.Set(Deadline.Stop, patience);
        call.Record(new GuardrailTripped(hit.Name, hit.Definition.Action, responseId, itemId, hit.What));
        speech.Cut(responseId);
    }

    private void Collect(string responseId, string delta)
    {
        if (StopOf(responseId) is { } stop)
        {
            stop.Cut = Shortened(stop.Cut + delta);
        }
    }

    private SpeechStop? StopOf(string responseId)
    {
        foreach (var stop in _stops)
        {
            if (stop.ResponseId == responseId)
            {
                return stop;
            }
        }

        return null;
    }

    private void MarkQuiet(SpeechStop stop) =>
        stop.Quiet ??= (time.GetElapsedTime(stop.Since).TotalMilliseconds, speech.HeardMs(stop.ResponseId));

    private void Advance(SpeechStop stop)
    {
        if (stop.IsDone && !stop.HasGoneOn)
        {
            stop.HasGoneOn = true;
            GoOn(stop);
        }

        if (stop.HasGoneOn && (stop.Quiet is not null || !speech.IsPlaying(stop.ResponseId)))
        {
            MarkQuiet(stop);
            _stops.Remove(stop);
            Record(stop);
        }

        if (_stops.Count == 0)
        {
            deadlines.Cancel(Deadline.Stop);
        }
    }

    private void Record(SpeechStop stop) => call.Record(
        new SpeechStopped(stop.Hit.Name, stop.ItemId, stop.Cut, stop.Quiet!.Value.HeardMs, stop.Quiet.Value.StopMs));

    private void GoOn(SpeechStop stop)
    {
        if (!stop.IsAside)
        {
            outbox.Add(ClientEvents.ItemDelete(outbox.NextEventId(), stop.ItemId));
        }

        var leaves = escalation.Trip(stop.Hit);
        sequencer.Release();
        if (leaves || stop.IsAside)
        {
            // The escalation holds: the agent has spoken its last, or until a transfer fails. Or it goes on when the tool that was waited for has ended.
            return;
        }

        outbox.Add(ClientEvents.SystemItem(outbox.NextEventId(), stop.Hit.Definition.Instead ?? InsteadOfStopped));
        sequencer.Ask(ResponseRequest.GoOn);
    }

    private static string Shortened(string text) => text.Length <= MaxCut ? text : text[..MaxCut];
}
