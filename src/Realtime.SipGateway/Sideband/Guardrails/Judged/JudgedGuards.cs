using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>
/// Guardrails that somebody else judges. Words go out as they come (the caller's turns whole, the agent's sentence by sentence) and the conversation never
/// waits for a verdict: it acts on what can still be stopped when it is there. What is not judged when the call ends is not judged.
/// </summary>
#pragma warning disable CA1001 // Finish ends it: every conversation comes to that.
internal sealed class JudgedGuards : SessionFeature
#pragma warning restore CA1001
{
    /// <summary>What of an item is judged: its end, where it is longer.</summary>
    public const int MaxText = 4_000;

    /// <summary>Items whose words stream at a time.</summary>
    private const int MaxStreams = 32;

    private readonly SessionParts _parts;
    private readonly CancellationTokenSource _over;
    private readonly Dictionary<string, JudgedStream> _streams = new(StringComparer.Ordinal);
    private readonly RecentIds _heard = new(64);
    private List<JudgeQueue> _queues;
    private string? _language;
    private bool _isOver;

    public JudgedGuards(SessionParts parts)
    {
        _parts = parts;
        _over = CancellationTokenSource.CreateLinkedTokenSource(parts.Stopping);
        _queues = Queues(parts.Agent);
        _language = parts.Agent.Definition.Language;
    }

    public override void Take(ServerEvent received)
    {
        if (_queues.Count == 0 || _isOver)
        {
            return;
        }

        switch (received)
        {
            case ServerEvent.CallerTranscript said when !string.IsNullOrWhiteSpace(said.Text) && _heard.Add(said.ItemId):
                Ask(new JudgedText(GuardrailDefinition.Caller, "", said.ItemId, _parts.Caller.Written(said.Text), IsWhole: true, said.Language ?? _language));
                break;
            case ServerEvent.AgentWords { Spoken: true } words when !_parts.Guard.HasStopped(words.ResponseId):
                TakeWords(words);
                break;
            case ServerEvent.AgentTranscript { Spoken: true } said when !_parts.Guard.HasStopped(said.ResponseId):
                TakeWhole(said.ResponseId, said.ItemId, said.Text);
                break;
            case ServerEvent.ItemRetrieved { Item: { IsAgentMessage: true, IsCompleted: true, Text: { } text } item }:
                TakeWhole("", item.Id, text);
                break;
        }
    }

    public override void Check()
    {
        foreach (var queue in _queues)
        {
            if (queue.Running is { Verdict.IsCompleted: true } asked)
            {
                queue.Running = null;
                Judged(queue, asked.Text, asked.Verdict.GetAwaiter().GetResult(), _parts.Time.GetElapsedTime(asked.Since).TotalMilliseconds);
            }

            if (queue.Running is null && queue.Take() is { } next)
            {
                Start(queue, next);
            }
        }
    }

    /// <summary>From now on the other agent's guardrails hold; one that both have goes on where it was.</summary>
    public override void SwitchTo(SidebandAgent agent)
    {
        _language = agent.Definition.Language;
        var before = _queues;
        _queues = [.. Queues(agent).Select(next => before.Find(one => one.Name == next.Name && one.Definition == next.Definition) ?? next)];
    }

    public override void CallEnded() => End();

    public override void Finish()
    {
        End();
        _over.Dispose();
    }

    private static List<JudgeQueue> Queues(SidebandAgent agent) => [.. agent.Guardrails.Judged.Select(one => new JudgeQueue(one.Key, one.Value))];

    private void End()
    {
        if (!_isOver)
        {
            _isOver = true;
            _over.Cancel();
        }
    }

    private void TakeWords(ServerEvent.AgentWords words)
    {
        if (!_streams.TryGetValue(words.ItemId, out var stream))
        {
            if (_streams.Count == MaxStreams)
            {
                _streams.Clear();
            }

            _streams.Add(words.ItemId, stream = new JudgedStream());
        }

        if (stream.Feed(words.Delta) is { } text)
        {
            Ask(new JudgedText(GuardrailDefinition.Agent, words.ResponseId, words.ItemId, text, IsWhole: false, _language));
        }
    }

    private void TakeWhole(string responseId, string itemId, string text)
    {
        _streams.Remove(itemId, out var stream);
        if (!string.IsNullOrWhiteSpace(text) && stream?.Covers(text) != true)
        {
            Ask(new JudgedText(GuardrailDefinition.Agent, responseId, itemId, text, IsWhole: true, _language));
        }
    }

    private void Ask(JudgedText text)
    {
        foreach (var queue in _queues)
        {
            if (queue.Add(text) is { } crowdedOut)
            {
                Judged(queue, crowdedOut, GuardVerdict.Failed("overrun"), durationMs: 0);
            }
        }
    }

    private void Start(JudgeQueue queue, JudgedText text)
    {
        var shown = text with { Text = Shown(text) };
        var question = new GuardQuestion(_parts.Call, _parts.Call.Agent ?? _parts.Agent.Name, queue.Name, queue.Definition, shown, _parts.Asks.Ask);
        var (judges, over) = (_parts.Services.Judges, _over.Token);
        // The model is asked through the conversation itself, everybody else beside it.
        var verdict = queue.Definition is ModelGuardrailDefinition
            ? judges.JudgeAsync(question, over)
            : Task.Run(() => judges.JudgeAsync(question, over), CancellationToken.None);
        queue.Running = (text, _parts.Time.GetTimestamp(), verdict);
        _ = verdict.ContinueWith(_ => _parts.Wake(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>What is taken out of what is written leaves the house neither; an agent that is still speaking may be amid a number.</summary>
    private string Shown(JudgedText text)
    {
        var redacted = _parts.Call.Redact(text.Text);
        redacted = !text.IsWhole && _parts.Caller.HidesDigits ? TurnDigits.Redact(redacted) : redacted;
        return redacted.Length <= MaxText ? redacted : redacted[^MaxText..];
    }

    private void Judged(JudgeQueue queue, JudgedText text, GuardVerdict verdict, double durationMs)
    {
        if (verdict == GuardVerdict.Lost)
        {
            queue.AskAgain(text);
        }

        if (verdict == GuardVerdict.Lost || verdict == GuardVerdict.GivenUp)
        {
            return;
        }

        _parts.Call.Record(new GuardrailJudged(
            queue.Name, text.Side, text.ItemId, text.ResponseId, verdict.Outcome, verdict.Reason, verdict.Failure, text.Text.Length, durationMs));
        var trips = verdict.Outcome == GuardrailJudged.Violated
            || (verdict.Outcome == GuardrailJudged.Failed && queue.Definition.OnFailure == JudgedGuardrailDefinition.Closed);
        if (!trips || !queue.Trip(text.ItemId))
        {
            return;
        }

        var hit = new GuardHit(queue.Name, queue.Definition, verdict.Reason ?? (verdict.Failure is { } failure ? "no verdict: " + failure : "judged"));
        if (text.Side == GuardrailDefinition.Caller)
        {
            _parts.CallerGuard.Judged(text.ItemId, hit);
        }
        else
        {
            _parts.Guard.Judged(text.ResponseId, text.ItemId, text.Text, hit);
        }
    }
}
