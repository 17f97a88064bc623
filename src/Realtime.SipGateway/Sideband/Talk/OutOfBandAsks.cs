using System.Security.Cryptography;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>
/// Questions to the model beside the conversation (<c>conversation: none</c>, text). The service runs such responses next to the one that speaks, so they
/// do not go through the sequencer; and all that the service says of them ends here, so that nothing of it is taken for speech: no transcript, no turn, no
/// guardrail, no latency. What they used is written down as of any response. Bounded: one of a purpose and name at a time, two in all; of those that wait
/// for their turn the newest of a name counts. Used in the conversation's loop only.
/// </summary>
internal sealed class OutOfBandAsks(Call call, ResponseClock clock, Outbox outbox, Deadlines deadlines, CallExit exit, TimeProvider time) : SessionFeature
{
    /// <summary>Questions at the service at a time: each costs money and takes of the same rate limit as the agent's own answers.</summary>
    public const int MaxRunning = 2;

    /// <summary>Questions that wait for their turn, of different names.</summary>
    public const int MaxWaiting = 16;

    /// <summary>Characters of an answer.</summary>
    public const int MaxAnswer = 8_000;

    private static readonly string[] Purposes = [.. Enum.GetNames<OutOfBandPurpose>().Select(static name => name.ToLowerInvariant())];

    private readonly List<WaitingAsk> _asks = [];

    private readonly RecentIds _ours = new(64);
    private readonly RecentIds _others = new(64);
    private readonly RecentIds _finished = new(64);
    private bool _wasOpened;
    private bool _hasAsked;
    private bool _mayHaveBegunUnseen;
    private bool _isOver;

    /// <summary>Asks; the task ends in the loop and never fails.</summary>
    public Task<OutOfBandAnswer> Ask(OutOfBandQuestion question)
    {
        var ask = new WaitingAsk(question, $"{Purposes[(int)question.Purpose]}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}", time.GetTimestamp());
        if (_isOver || exit.HasBegun)
        {
            ask.End(null, OutOfBandAnswer.Ended, TimeSpan.Zero);
            return ask.Answer;
        }

        if (_asks.Find(one => !one.IsSent && one.IsLike(question)) is { } older)
        {
            End(older, null, OutOfBandAnswer.Superseded);
        }
        else if (_asks.Count(static one => !one.IsSent) == MaxWaiting)
        {
            End(_asks.First(static one => !one.IsSent), null, OutOfBandAnswer.Superseded);
        }

        _asks.Add(ask);
        SendNext();
        return ask.Answer;
    }

    /// <summary>Takes what the service says of a question: true when it concerns nobody else.</summary>
    public bool Claims(ServerEvent received)
    {
        switch (received)
        {
            case ServerEvent.ResponseCreated { AskId: { } askId } created:
                Begun(askId, created.ResponseId);
                return true;
            case ServerEvent.ResponseCreated created:
                _others.Add(created.ResponseId);
                return false;
            case ServerEvent.ResponseDone { AskId: not null } done:
                Done(done);
                return true;
            case ServerEvent.Error { ClientEventId: { } eventId } when _hasAsked:
                if (_asks.Find(one => one.EventId == eventId) is { } refused)
                {
                    End(refused, null, OutOfBandAnswer.Refused);
                }

                return false;
            case ServerEvent.AgentWords words:
                return _hasAsked && IsOurs(words.ResponseId, words.Spoken);
            case ServerEvent.AgentTranscript said:
                return _hasAsked && IsOurs(said.ResponseId, said.Spoken);
            case ServerEvent.ItemOpened opened:
                return _ours.Contains(opened.ResponseId);
            case ServerEvent.ItemDone done:
                return _ours.Contains(done.ResponseId);
            default:
                return false;
        }
    }

    /// <summary>Nothing that was asked on a broken connection is waited for. What the process before asked may still be answered to this one.</summary>
    public override void Opened(bool again)
    {
        if (again)
        {
            _hasAsked |= !_wasOpened;
            _mayHaveBegunUnseen |= !_wasOpened || _asks.Exists(static one => one is { IsSent: true, ResponseId: null });
            EndAll(OutOfBandAnswer.Lost, cancels: false);
        }

        _wasOpened = true;
    }

    public override void Check()
    {
        if (exit.HasBegun && _asks.Count > 0)
        {
            EndAll(OutOfBandAnswer.Ended, cancels: true);
        }
    }

    public override void Due(Deadline deadline)
    {
        if (deadline != Deadline.Ask)
        {
            return;
        }

        foreach (var late in _asks.Where(one => Left(one) <= TimeSpan.Zero).ToList())
        {
            Cancel(late);
            End(late, null, OutOfBandAnswer.TimedOut);
        }

        Arm();
    }

    public override void CallEnded()
    {
        _isOver = true;
        EndAll(OutOfBandAnswer.Ended, cancels: true);
    }

    public override void Finish()
    {
        _isOver = true;
        EndAll(OutOfBandAnswer.Ended, cancels: false);
    }

    private void Begun(string askId, string responseId)
    {
        _hasAsked = true;
        if (!_ours.Add(responseId))
        {
            return;
        }

        clock.Begun(responseId);
        if (_asks.Find(one => one.Id == askId) is { } ask)
        {
            ask.ResponseId = responseId;
        }
        else if (!_isOver)
        {
            // Nobody waits for it any more: it should not cost more than it must.
            outbox.Add(ClientEvents.ResponseCancel(outbox.NextEventId(), responseId));
        }
    }

    private void Done(ServerEvent.ResponseDone done)
    {
        _ours.Add(done.ResponseId);
        if (_finished.Add(done.ResponseId))
        {
            call.Record(clock.Ended(done) with { Purpose = PurposeOf(done.AskId!) });
        }

        if (_asks.Find(one => one.Id == done.AskId) is not { } ask)
        {
            return;
        }

        var failure = done.Status switch
        {
            "completed" => string.IsNullOrWhiteSpace(done.Answer) || done.Answer.Length > MaxAnswer ? OutOfBandAnswer.Unusable : null,
            "incomplete" => OutOfBandAnswer.Incomplete,
            _ => OutOfBandAnswer.Failed,
        };
        End(ask, failure is null ? done.Answer : null, failure);
    }

    /// <summary>The metadata come back from the service: only what we send is written down.</summary>
    private static string PurposeOf(string askId) =>
        Array.Find(Purposes, purpose => askId.StartsWith(purpose + "_", StringComparison.Ordinal)) ?? "other";

    /// <summary>Speech is never ours. Text of a response whose beginning nobody saw can only be of one that began while there was no connection.</summary>
    private bool IsOurs(string responseId, bool isSpoken)
    {
        if (_ours.Contains(responseId))
        {
            return true;
        }

        if (isSpoken || !_mayHaveBegunUnseen || _others.Contains(responseId))
        {
            return false;
        }

        _ours.Add(responseId);
        return true;
    }

    private void SendNext()
    {
        foreach (var ask in _asks.Where(static one => !one.IsSent).ToList())
        {
            if (_asks.Count(static one => one.IsSent) == MaxRunning)
            {
                break;
            }

            if (!_asks.Exists(one => one.IsSent && one.IsLike(ask.Question)))
            {
                _hasAsked = true;
                ask.EventId = outbox.NextEventId();
                outbox.Add(OutOfBandRequest.Write(ask.EventId, ask.Id, Purposes[(int)ask.Question.Purpose], ask.Question));
            }
        }

        Arm();
    }

    private void Cancel(WaitingAsk ask)
    {
        if (ask.ResponseId is { } responseId)
        {
            outbox.Add(ClientEvents.ResponseCancel(outbox.NextEventId(), responseId));
        }
    }

    private void End(WaitingAsk ask, string? text, string? failure)
    {
        _mayHaveBegunUnseen |= failure == OutOfBandAnswer.TimedOut && ask is { IsSent: true, ResponseId: null };
        if (_asks.Remove(ask))
        {
            ask.End(text, failure, time.GetElapsedTime(ask.Since));
            SendNext();
        }
    }

    private void EndAll(string failure, bool cancels)
    {
        var all = _asks.ToList();
        _asks.Clear();
        foreach (var ask in all)
        {
            if (cancels)
            {
                Cancel(ask);
            }

            ask.End(null, failure, time.GetElapsedTime(ask.Since));
        }

        Arm();
    }

    private TimeSpan Left(WaitingAsk ask) => ask.Question.Timeout - time.GetElapsedTime(ask.Since);

    private void Arm()
    {
        if (_asks.Count == 0)
        {
            deadlines.Cancel(Deadline.Ask);
        }
        else
        {
            var left = _asks.Min(Left);
            deadlines.Set(Deadline.Ask, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }
}
